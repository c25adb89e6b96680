import type { Clock, Logger, Random, Secret } from '../base/index.ts'
import type { KvStore } from '../storage/kv.ts'
import { Background } from './background/background.ts'
import { runsHere, type BackgroundPlace, type JobHandle } from './background/job.ts'
import type { DataKeySource } from './data-keys.ts'
import { buildJob } from './indexes/build-job.ts'
import { KeyLocks } from './items/key-locks.ts'
import { createSealer } from './rows/sealer.ts'
import { Catalog } from './tables/catalog.ts'
import { purgeJob } from './tables/purge.ts'
import { Statistics } from './tables/statistics.ts'
import { tokenSweepJob } from './transactions/token-sweeper.ts'

export interface EngineDeps {
  readonly store: KvStore
  readonly dataKeys: DataKeySource
  /** 32 bytes; seals the catalogue. */
  readonly systemKey: Secret
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Whether other processes change the same store. */
  readonly shared: boolean
  /** Default: background work runs in this process. */
  readonly background?: BackgroundPlace
}

/** The parts of the engine, wired. Operations name those that they use. */
export interface Engine {
  readonly store: KvStore
  readonly dataKeys: DataKeySource
  readonly clock: Clock
  readonly random: Random
  readonly catalog: Catalog
  readonly locks: KeyLocks
  readonly background: Background
  /** Removes the rows of what was deleted. */
  readonly purger: JobHandle
  /** Fills and gives up indexes. */
  readonly indexBuilder: JobHandle
  readonly statistics: Statistics
  /** Ends background work. The store is the caller's to close. */
  stop(): Promise<void>
}

/** Catalogue rows are sealed under one key for the life of the store; they name this as their epoch. */
const systemEpoch = 0

export function createEngine(deps: EngineDeps): Engine {
  const { store, dataKeys, clock, random, logger, shared } = deps
  const sealer = createSealer(systemEpoch, deps.systemKey, random)
  const catalog = new Catalog({ store, dataKeys, sealer, random, shared })
  const background = new Background(clock, logger, deps.background ?? runsHere)
  const purger = background.add(purgeJob(store))
  const indexBuilder = background.add(buildJob({ store, catalog, purger }))
  background.add(tokenSweepJob({ store, clock }))
  return {
    store,
    dataKeys,
    clock,
    random,
    catalog,
    locks: new KeyLocks(),
    background,
    purger,
    indexBuilder,
    statistics: new Statistics(store, clock),
    stop: () => background.stop(),
  }
}
