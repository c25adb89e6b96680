import { join } from 'node:path'
import type { LoggedEvent, LogReader } from '../audit/index.ts'
import {
  Delivery,
  DeliveryRows,
  directoryTarget,
  Retention,
  s3Target,
  SigningKeys,
  Targets,
  type Target,
} from '../audit/delivery/index.ts'
import type { Trail, TrailStore } from '../audit/trails/index.ts'
import { assert, type Random, type RowSealer } from '../base/index.ts'
import type { KvStore } from '../storage/kv.ts'
import type { BucketCredentials, Config } from './config/index.ts'
import type { Surroundings } from './surroundings.ts'

/** What a trail names as its bucket where the operator named no targets. */
const standardBucket = 'strongroom-audit'

interface Deps {
  readonly store: KvStore
  readonly reader: LogReader
  readonly trails: TrailStore
  readonly wants: (trail: Trail, facts: LoggedEvent['facts']) => boolean
  readonly sealer: RowSealer
  readonly buckets: BucketCredentials | undefined
  readonly surroundings: Surroundings
}

/** The delivery of trails, wired. */
export function openDelivery(
  config: Config,
  { store, reader, trails, wants, sealer, buckets, surroundings }: Deps,
): { delivery: Delivery; targets: Targets; signingKeys: SigningKeys } {
  const { clock, random, logger } = surroundings
  const rows = new DeliveryRows(sealer)
  const targets = new Targets(targetsOf(config, buckets, random))
  const signingKeys = new SigningKeys(store, rows, clock)
  const { auditRetentionDays: days, auditRetentionMib: mib } = config
  const bytes = mib === undefined ? undefined : mib * 1024 * 1024
  const retention = new Retention({ targets, days, bytes, clock, logger })
  const delivery = new Delivery({
    store,
    rows,
    reader,
    wants,
    targets,
    signingKeys,
    retention,
    retainedFrom: (bucket) => retention.retainedFrom(bucket),
    retentionTold: (bucket, from) => {
      retention.tell(bucket, from)
    },
    trails,
    everyMs: 1000 * config.auditDeliverySeconds,
    // Of several processes on the embedded store one does the background work anyway.
    lease: config.store.kind === 'postgres' ? { holder: random.uuid() } : undefined,
    clock,
    random,
    logger,
  })
  return { delivery, targets, signingKeys }
}

function targetsOf(
  config: Config,
  buckets: BucketCredentials | undefined,
  random: Random,
): Target[] {
  if (config.auditTargets === undefined) {
    return [directoryTarget(standardBucket, join(config.dataDir, 'audit'), random)]
  }
  return config.auditTargets.map((target) => {
    if (target.kind === 'directory') {
      return directoryTarget(target.bucket, target.directory, random)
    }
    assert(buckets !== undefined, 'the credentials of buckets were asked for where one is named')
    return s3Target(target, buckets)
  })
}
