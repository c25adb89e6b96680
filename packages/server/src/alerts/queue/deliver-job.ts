import { limits, type Clock, type Job } from '../../base/index.ts'
import { StorageError, type KvStore } from '../../storage/kv.ts'
import { lostAlert } from './alert.ts'
import type { AlertTarget } from './ports.ts'
import {
  numberOf,
  queueKey,
  stateKey,
  targetKey,
  type AlertRows,
  type TargetState,
} from './rows.ts'

export interface DeliverDeps {
  readonly store: KvStore
  readonly rows: AlertRows
  readonly target: AlertTarget
  /** Tells this process from others that deliver from the same store. */
  readonly owner: string
  readonly clock: Clock
}

/**
 * Delivers what waits for one target, in order, and goes on where it was. A rejection has the background runner try
 * again after rests that double. One process at a time delivers to a target.
 */
export function deliverJob(deps: DeliverDeps): Job {
  return {
    name: `alerts to ${deps.target.name}`,
    atStart: true,
    everyMs: limits.alertEveryMs,
    restFactor: 0,
    step: () => deliver(deps),
  }
}

async function deliver(deps: DeliverDeps): Promise<'more' | 'done'> {
  const { store, rows, target, owner, clock } = deps
  const key = targetKey(target.name)
  const [stateEntry, entry] = await store.getMany([stateKey, key])
  if (stateEntry === undefined) return 'done'
  const state = rows.openState(stateEntry)
  const place = entry === undefined ? undefined : rows.openTarget(entry)
  const from = place?.next ?? state.first
  if (from >= state.next) return 'done'
  const now = clock.now()
  const isMine = place?.owner === owner && place.until - now > limits.alertLeaseMs / 2
  if (!isMine && place !== undefined && place.owner !== owner && place.until > now) return 'done'
  let version = entry?.version ?? ('absent' as const)
  if (!isMine) {
    const taken = await keep(deps, version, { next: from, owner, until: now + limits.alertLeaseMs })
    if (taken === 'conflict') return 'done'
    version = taken
  }
  const begin = Math.max(from, state.first)
  const waiting = await store.range({
    start: queueKey(begin),
    end: queueKey(state.next),
    limit: limits.alertBatch,
  })
  const lost = (waiting[0] === undefined ? state.next : numberOf(waiting[0])) - from
  const notice = lost > 0 ? [lostAlert(target.name, lost, from + lost, now)] : []
  const alerts = [...notice, ...waiting.map((each) => rows.openAlert(each))]
  const arrived = await target.send(alerts)
  const next = arrived === 0 ? from : from + lost + arrived - notice.length
  await keep(deps, version, { next, owner, until: clock.now() + limits.alertLeaseMs })
  return next < state.next ? 'more' : 'done'
}

async function keep(
  { store, rows, target }: DeliverDeps,
  version: number | 'absent',
  value: TargetState,
): Promise<number | 'conflict'> {
  const key = targetKey(target.name)
  const result = await store.commit({ checks: [{ key, version }], writes: [rows.row(key, value)] })
  if (result.outcome === 'committed') return result.version
  if (result.outcome === 'conflict') return 'conflict'
  throw new StorageError('io', `Delivering alerts ended as ${result.outcome}`)
}
