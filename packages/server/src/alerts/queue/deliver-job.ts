import { limits, type Clock, type Job } from '../../base/index.ts'
import { StorageError, type KvStore, type Write } from '../../storage/kv.ts'
import { lostAlert, type Alert } from './alert.ts'
import type { AlertTarget } from './ports.ts'
import {
  heldKey,
  numberOf,
  queueKey,
  stateKey,
  targetKey,
  type AlertRows,
  type Held,
  type State,
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
 * Delivers what waits for one target, in order, and goes on where it was. An alert that does not arrive is held and
 * tried again after rests that double, while those behind it pass; so many are held, then nothing new is tried. If
 * nothing arrives, the step fails, so that the background runner rests before the next. One process at a time delivers
 * to a target.
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

/** An alert that is to be tried now. */
interface Due {
  readonly number: number
  readonly alert: Alert
  /** How often it was tried before. */
  readonly tries: number
}

async function deliver(deps: DeliverDeps): Promise<'more' | 'done'> {
  const { store, rows, target, owner, clock } = deps
  const key = targetKey(target.name)
  const [stateEntry, entry] = await store.getMany([stateKey, key])
  if (stateEntry === undefined) return 'done'
  const state = rows.openState(stateEntry)
  const place = entry === undefined ? undefined : rows.openTarget(entry)
  const { next: from, held = [] } = place ?? { next: state.first }
  const now = clock.now()
  const again = held.filter(({ due }) => due <= now).slice(0, limits.alertBatch)
  const takesNew = from < state.next && held.length < limits.alertHeld
  if (!takesNew && again.length === 0) return 'done'
  const isMine = place?.owner === owner && place.until - now > limits.alertLeaseMs / 2
  if (!isMine && place !== undefined && place.owner !== owner && place.until > now) return 'done'
  let version = entry?.version ?? ('absent' as const)
  if (!isMine) {
    const taken = await keep(deps, version, { next: from, held, owner, until: leaseFrom(now) })
    if (taken === 'conflict') return 'done'
    version = taken
  }
  const room = Math.min(limits.alertBatch, limits.alertHeld - held.length)
  const fresh = takesNew ? await waiting(deps, state, from, room) : []
  const due = [...fresh, ...(await heldAlerts(deps, again))]
  const { arrived, failure } = await target.send(due.map(({ alert }) => alert))
  const tried = due.slice(0, arrived.length)
  const failed = tried.filter((_, at) => arrived[at] !== true)
  const done = new Set(tried.map(({ number }) => number))
  const next = tried.reduce((last, { number }) => Math.max(last, number + 1), from)
  const left = [
    ...held.filter(({ number }) => !done.has(number)),
    ...failed.map(({ number, tries }) => heldAfter(number, tries + 1, clock.now())),
  ]
  const until = leaseFrom(clock.now())
  await keep(deps, version, { next, held: left, owner, until }, [
    ...tried
      .filter(({ tries }, at) => tries > 0 && arrived[at] === true)
      .map(({ number }) => ({ key: heldKey(target.name, number), value: undefined })),
    ...failed
      .filter(({ tries }) => tries === 0)
      .map(({ number, alert }) => rows.row(heldKey(target.name, number), alert)),
  ])
  if (failure !== undefined && !arrived.includes(true)) throw failure
  return next < state.next && arrived.length > 0 ? 'more' : 'done'
}

/** Those that were not tried yet; of those that were dropped meanwhile, the last stands for all. */
async function waiting(
  { store, rows, target, clock }: DeliverDeps,
  state: State,
  from: number,
  room: number,
): Promise<readonly Due[]> {
  const entries = await store.range({
    start: queueKey(Math.max(from, state.first)),
    end: queueKey(state.next),
    limit: room,
  })
  const begin = entries[0] === undefined ? state.next : numberOf(entries[0])
  const lost = begin - from
  const found = entries.map((each) => ({
    number: numberOf(each),
    alert: rows.openAlert(each),
    tries: 0,
  }))
  if (lost === 0) return found
  const alert = lostAlert(target.name, lost, begin, clock.now())
  return [{ number: begin - 1, alert, tries: 0 }, ...found].slice(0, room)
}

async function heldAlerts(
  { store, rows, target }: DeliverDeps,
  held: readonly Held[],
): Promise<readonly Due[]> {
  if (held.length === 0) return []
  const entries = await store.getMany(held.map(({ number }) => heldKey(target.name, number)))
  return entries.flatMap((entry, at) => {
    const { number, tries } = held[at] ?? { number: 0, tries: 1 }
    return entry === undefined ? [] : [{ number, alert: rows.openAlert(entry), tries }]
  })
}

function heldAfter(number: number, tries: number, now: number): Held {
  const { alertRetryMs: first, alertLongestRetryMs: longest } = limits
  return { number, tries, due: now + Math.min(longest, first * 2 ** (tries - 1)) }
}

function leaseFrom(now: number): number {
  return now + limits.alertLeaseMs
}

async function keep(
  { store, rows, target }: DeliverDeps,
  version: number | 'absent',
  value: TargetState,
  writes: readonly Write[] = [],
): Promise<number | 'conflict'> {
  const key = targetKey(target.name)
  const result = await store.commit({
    checks: [{ key, version }],
    writes: [rows.row(key, value), ...writes],
  })
  if (result.outcome === 'committed') return result.version
  if (result.outcome === 'conflict') return 'conflict'
  throw new StorageError('io', `Delivering alerts ended as ${result.outcome}`)
}
