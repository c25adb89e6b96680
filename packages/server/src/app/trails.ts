import { hkdfSync } from 'node:crypto'
import {
  EventHistory,
  historyCursor,
  historyRemovalJob,
  HistoryRows,
  indexJob,
} from '../audit/lookup/index.ts'
import type { LogCursor, LogReader } from '../audit/index.ts'
import { Selection, TrailStore } from '../audit/trails/index.ts'
import { Secret } from '../base/index.ts'
import { createSealer, type Job } from '../engine/index.ts'
import { cloudTrailError } from '../errors/index.ts'
import { cloudTrailService, LookupRate, type TrailTargets } from '../services/cloudtrail/index.ts'
import type { BoundService } from '../services/operation.ts'
import type { KvStore } from '../storage/kv.ts'
import type { Config } from './config/index.ts'
import type { Surroundings } from './surroundings.ts'

/** Rows of trails and of the event history are sealed under one key for the life of the store. */
const rowEpoch = 0

/** Trails and the event history, wired. */
export interface WiredTrails {
  /** To be started before the first request is served. */
  readonly selection: Selection
  readonly service: BoundService
  readonly jobs: readonly Job[]
  /** Up to where the log was read by all that is here. */
  cursors(): Promise<LogCursor[]>
}

export function openTrails(
  config: Config,
  store: KvStore,
  systemKey: Secret,
  reader: LogReader,
  surroundings: Surroundings,
): WiredTrails {
  const { clock, random, logger } = surroundings
  const derived = (purpose: string): Secret =>
    new Secret(Buffer.from(hkdfSync('sha256', systemKey.reveal(), '', `strongroom ${purpose}`, 32)))
  const trails = new TrailStore(store, createSealer(rowEpoch, derived('trails'), random))
  const shared = config.workers > 1 || config.store.kind === 'postgres'
  const rows = new HistoryRows(
    createSealer(rowEpoch, derived('event history'), random),
    derived('event history index').reveal(),
  )
  const history = { store, rows, source: reader, clock, logger }
  return {
    selection: new Selection({ trails, shared, clock, logger }),
    service: cloudTrailService({
      trails,
      history: new EventHistory(history),
      lookupRate: new LookupRate(clock),
      targets: noTargets,
      deliveries: { status: () => Promise.resolve({}) },
      publicKeys: () => Promise.resolve([]),
      clock,
      random,
    }),
    jobs: [indexJob(history), historyRemovalJob(history)],
    cursors: async () => [await historyCursor(history)],
  }
}

/** No bucket has a target yet, so that no trail can be created. */
const noTargets: TrailTargets = {
  check: (bucket) =>
    Promise.reject(
      cloudTrailError('S3BucketDoesNotExistException', `S3 bucket ${bucket} does not exist!`),
    ),
}
