import {
  limits,
  type Clock,
  type HmacSha256,
  type Logger,
  type Random,
  type Secret,
} from '../base/index.ts'
import type { KvStore } from '../storage/kv.ts'
import { Background } from './background/background.ts'
import { runsHere, type BackgroundPlace, type JobHandle } from './background/job.ts'
import type { DataKeySource } from './data-keys.ts'
import { buildJob } from './indexes/build-job.ts'
import { CollectionLimit } from './items/collection-limit.ts'
import { KeyLocks } from './items/key-locks.ts'
import { TableKeyCache } from './rows/key-cache.ts'
import type { SealLimits } from './rows/seal-budget.ts'
import { createSealer, systemEpoch } from './rows/sealer.ts'
import { IteratorCodec } from './streams/iterators.ts'
import { StreamPolicies } from './streams/stream-policies.ts'
import { rotateJob } from './streams/rotate-job.ts'
import { ShardLoad, shardBounds, type ShardBounds } from './streams/shard-load.ts'
import { Streams } from './streams/streams.ts'
import { trimJob } from './streams/trim-job.ts'
import { Catalog } from './tables/catalog.ts'
import { keyWatchJob } from './tables/key-watch.ts'
import { purgeJob } from './tables/purge.ts'
import { reencryptionJob } from './tables/reencryption-job.ts'
import { reserveSeals, rollOver } from './tables/seal-counts.ts'
import { removalJob } from './tables/removal.ts'
import { Statistics } from './tables/statistics.ts'
import { tableDelays, type TableDelays } from './tables/transition.ts'
import { Meters, type ThroughputSettings } from './throughput/meters.ts'
import { expirySweepJob } from './ttl/sweep-job.ts'
import { createTokenMac, TokensInUse } from './transactions/token.ts'
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
  /** Processes of this server that write to the store. Default: 1. */
  readonly processes?: number
  /** For tests: what a shard of a stream takes before it is split. */
  readonly shardBounds?: ShardBounds
  /** Shards with which a stream begins; more than 1 lets a store whose commits run side by side do so. Default: 1. */
  readonly streamShards?: number
  /** Whether servers elsewhere may change it. What asks for this needs no answer that is exact. */
  readonly otherNodes?: boolean
  /** Default: background work runs in this process. */
  readonly background?: BackgroundPlace
  /** Milliseconds that an unwrapped table key is used before it is asked for again. Default: the limit. */
  readonly keyCacheMs?: number
  /** For tests: when data keys roll over. */
  readonly seals?: SealLimits
  /** Absent: tables are not held to their throughput, which is only reported. */
  readonly throughput?: ThroughputSettings | undefined
  /** Default: tables are at once what they are to become. */
  readonly delays?: TableDelays
  /** For tests: bytes that an item collection may have. Default: the limit. */
  readonly itemCollectionBytes?: number
}

/** The parts of the engine, wired. Operations name those that they use. */
export interface Engine {
  readonly store: KvStore
  readonly keys: TableKeyCache
  readonly clock: Clock
  readonly random: Random
  readonly catalog: Catalog
  readonly locks: KeyLocks
  readonly background: Background
  /** Removes the rows of what was deleted. */
  readonly purger: JobHandle
  /** Fills and gives up indexes. */
  readonly indexBuilder: JobHandle
  /** Removes tables that are DELETING when their time is over. */
  readonly remover: JobHandle
  readonly delays: TableDelays
  /** Seals rows anew after a change of the key above a table. */
  readonly reencryption: JobHandle
  readonly statistics: Statistics
  readonly streams: Streams
  readonly streamPolicies: StreamPolicies
  readonly iterators: IteratorCodec
  /** What stands for client request tokens in storage. */
  readonly tokens: HmacSha256
  readonly tokensInUse: TokensInUse
  readonly streamShards: number
  readonly collections: CollectionLimit
  /** Ends background work. The store is the caller's to close. */
  stop(): Promise<void>
}

const standardSeals: SealLimits = {
  perKey: limits.sealsPerKey,
  block: limits.sealBlock,
  unreserved: limits.sealsUnreserved,
}

export function createEngine(deps: EngineDeps): Engine {
  const { store, clock, random, logger, shared, seals = standardSeals } = deps
  const sealer = createSealer(systemEpoch, deps.systemKey, random)
  const meters = new Meters(deps.throughput, clock)
  const keys: TableKeyCache = new TableKeyCache({
    source: deps.dataKeys,
    clock,
    random,
    logger,
    periodMs: deps.keyCacheMs ?? limits.keyCacheMs,
    seals,
    reserve: (tableId, epoch, count) => reserveSeals(store, seals.perKey, tableId, epoch, count),
    rollOver: (owner, epoch): Promise<void> =>
      rollOver({ store, catalog, keys, clock, random }, owner, epoch),
  })
  const catalog: Catalog = new Catalog({ store, keys, sealer, clock, meters, shared })
  const load = new ShardLoad({
    store,
    catalog,
    clock,
    random,
    logger,
    bounds: deps.shardBounds ?? shardBounds(deps.processes ?? 1),
  })
  const statistics = new Statistics({
    store,
    clock,
    random,
    logger,
    sealer,
    shared: shared || deps.otherNodes === true,
    committed: (growth) => load.committed(growth),
  })
  const collections = new CollectionLimit({
    reader: store,
    clock,
    shared: shared || deps.otherNodes === true,
    bytes: deps.itemCollectionBytes,
  })
  const background = new Background(clock, logger, deps.background ?? runsHere)
  const purger = background.add(purgeJob(store))
  const remover: JobHandle = background.add(
    removalJob(
      { store, catalog, keys, clock, random },
      (ms) => {
        clock.after(ms, () => {
          remover.wake()
        })
      },
      () => {
        purger.wake()
      },
    ),
  )
  const indexBuilder = background.add(buildJob({ store, catalog, purger }))
  background.add(expirySweepJob({ store, catalog, clock, statistics, random, collections }))
  background.add(tokenSweepJob({ store, clock }))
  const streams = new Streams({ store, catalog, keys, clock, sealer })
  const streamShards = deps.streamShards ?? 1
  background.add(rotateJob({ store, catalog, clock, random, sealer, streamShards }))
  background.add(trimJob({ store, streams, clock, sealer }))
  const reencryption = background.add(reencryptionJob({ store, catalog }))
  background.add(keyWatchJob({ store, catalog, keys, source: deps.dataKeys, clock, random }))
  return {
    store,
    keys,
    clock,
    random,
    catalog,
    locks: new KeyLocks(),
    background,
    purger,
    indexBuilder,
    remover,
    delays: deps.delays ?? tableDelays('none'),
    reencryption,
    statistics,
    streams,
    streamPolicies: new StreamPolicies({ store, sealer }),
    iterators: new IteratorCodec(deps.systemKey),
    tokens: createTokenMac(deps.systemKey),
    tokensInUse: new TokensInUse(),
    streamShards,
    collections,
    async stop() {
      await background.stop()
      await statistics.stop()
      await keys.stop()
    },
  }
}
