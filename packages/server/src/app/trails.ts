import {
  EventHistory,
  historyCursor,
  historyRemovalJob,
  HistoryRows,
  indexJob,
} from '../audit/lookup/index.ts'
import type { LogCursor, LogReader } from '../audit/index.ts'
import { Selection, TrailStore } from '../audit/trails/index.ts'
import { derivedKey, type Job, type Random, type Secret } from '../base/index.ts'
import { createSealer } from '../engine/index.ts'
import { cloudTrailService, LookupRate } from '../services/cloudtrail/index.ts'
import type { BoundService } from '../services/operation.ts'
import type { KvStore } from '../storage/kv.ts'
import type { BucketCredentials, Config } from './config/index.ts'
import { openDelivery } from './delivery.ts'
import type { Surroundings } from './surroundings.ts'

/** Rows of trails and of the event history are sealed under one key for the life of the store. */
const rowEpoch = 0

export interface AuditedLog {
  readonly store: KvStore
  readonly reader: LogReader
}

/** What trails need of what a server is built on. */
export interface TrailServing {
  readonly keyring: { readonly systemKey: Secret }
  readonly auditBuckets?: BucketCredentials | undefined
}

/** Trails and the event history, for requests. */
export interface ServedTrails {
  /** To be started before the first request is served. */
  readonly selection: Selection
  readonly service: BoundService
}

/** Trails and the event history, as work that reads the log. */
export interface TrailReaders {
  readonly jobs: readonly Job[]
  /** Up to where the log was read by all of them. */
  cursors(): Promise<LogCursor[]>
}

export function serveTrails(
  config: Config,
  serving: TrailServing,
  log: AuditedLog,
  surroundings: Surroundings,
): ServedTrails {
  const { clock, random } = surroundings
  const { trails, selection, history, delivery, targets, signingKeys } = wire(
    config,
    serving,
    log,
    surroundings,
  )
  return {
    selection,
    service: cloudTrailService({
      trails,
      history: new EventHistory(history),
      lookupRate: new LookupRate(clock),
      targets,
      deliveries: delivery,
      publicKeys: (_account, _region, from, to) => signingKeys.publicKeys(from, to),
      clock,
      random,
    }),
  }
}

export function trailReaders(
  config: Config,
  serving: TrailServing,
  log: AuditedLog,
  surroundings: Surroundings,
): TrailReaders {
  const { history, delivery } = wire(config, serving, log, surroundings)
  return {
    jobs: [indexJob(history), historyRemovalJob(history), delivery.job()],
    cursors: async () => [await historyCursor(history), ...(await delivery.cursors())],
  }
}

/** What both need. Nothing of it does anything by itself. */
function wire(
  config: Config,
  { keyring: { systemKey }, auditBuckets }: TrailServing,
  { store, reader }: AuditedLog,
  surroundings: Surroundings,
) {
  const { clock, random, logger } = surroundings
  const trails = new TrailStore(
    store,
    createSealer(rowEpoch, derivedKey(systemKey, 'trails'), random),
  )
  const shared = config.workers > 1 || config.store.kind === 'postgres'
  const rows = openHistoryRows(systemKey, random)
  const history = { store, rows, source: reader, clock, logger }
  const selection = new Selection({ trails, shared, clock, logger })
  const delivering = openDelivery(config, {
    store,
    reader,
    trails,
    wants: (trail, record) => selection.trailWants(trail, record),
    sealer: createSealer(rowEpoch, derivedKey(systemKey, 'trail delivery'), random),
    buckets: auditBuckets,
    surroundings,
  })
  return { trails, selection, history, ...delivering }
}

/** The rows of the event history: for whoever looks at them beside a server, too. */
export function openHistoryRows(systemKey: Secret, random: Random): HistoryRows {
  return new HistoryRows(
    createSealer(rowEpoch, derivedKey(systemKey, 'event history'), random),
    derivedKey(systemKey, 'event history index').reveal(),
  )
}
