import { limits, type Clock, type Job, type Logger } from '../../base/index.ts'
import { StorageError, type KvStore, type Write } from '../../storage/kv.ts'
import { afterSend, placeOf, type Due, type Place } from './after-send.ts'
import { lostAlert } from './alert.ts'
import { AsideAlerts } from './aside-alerts.ts'
import type { AlertTarget } from './ports.ts'
import {
  asideKey,
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
  readonly logger: Logger
}

/**
 * Delivers what waits for one target, in order, and goes on where it was. An alert that does not arrive is held and
 * tried again after rests that double, while those behind it pass. One that the target refuses again and again while it
 * takes others is set aside. While as many are held as can be, the others are tried in turn, and stay in the queue. If
 * nothing arrives, the step fails, so that the background runner rests before the next. One process at a time delivers
 * to a target.
 */
export function deliverJob(deps: DeliverDeps): Job {
  const delivery = new Delivery(deps)
  return {
    name: `alerts to ${deps.target.name}`,
    atStart: true,
    everyMs: limits.alertEveryMs,
    restFactor: 0,
    step: () => delivery.step(),
  }
}

class Delivery {
  readonly #deps: DeliverDeps
  readonly #aside: AsideAlerts
  /** While no more can be held: from which place after the next on alerts are tried. */
  #skip = 0

  constructor(deps: DeliverDeps) {
    this.#deps = deps
    this.#aside = new AsideAlerts(deps)
  }

  async step(): Promise<'more' | 'done'> {
    const { store, rows, target, owner, clock } = this.#deps
    const key = targetKey(target.name)
    const [stateEntry, entry] = await store.getMany([stateKey, key])
    if (stateEntry === undefined) return 'done'
    const state = rows.openState(stateEntry)
    const kept = entry === undefined ? undefined : rows.openTarget(entry)
    const place = placeOf(kept, state.first)
    const now = clock.now()
    const again = place.held.filter(({ due }) => due <= now).slice(0, limits.alertBatch)
    const takesNew = place.next < state.next && place.ahead.length < limits.alertHeld
    const takesAside = this.#aside.isDue(place)
    if (!takesNew && again.length === 0 && !takesAside) return 'done'
    const isMine = kept?.owner === owner && kept.until - now > limits.alertLeaseMs / 2
    if (!isMine && kept !== undefined && kept.owner !== owner && kept.until > now) return 'done'
    let version = entry?.version ?? ('absent' as const)
    if (!isMine) {
      const taken = await this.#keep(version, place)
      if (taken === 'conflict') return 'done'
      version = taken
    }
    if (!takesNew && again.length === 0) return this.#sendAside(version, place)
    return this.#send(version, state, place, again, takesNew)
  }

  async #send(
    version: number | 'absent',
    state: State,
    place: Place,
    again: readonly Held[],
    takesNew: boolean,
  ): Promise<'more' | 'done'> {
    const { target, rows, clock, logger } = this.#deps
    const isFull = place.held.length >= limits.alertHeld
    if (!isFull) this.#skip = 0
    const { fresh, begin } = takesNew
      ? await this.#waiting(state, place, isFull)
      : { fresh: [], begin: place.next }
    const held = await this.#heldAlerts(again)
    // Where both kinds may fail, a failure of each is no sign that the target is away.
    const due = isFull ? inTurn(held, fresh) : [...fresh, ...held]
    if (due.length === 0) {
      this.#skip = 0
      return 'done'
    }
    const { arrived, failure } = await target.send(due.map(({ alert }) => alert))
    const tried = due.slice(0, arrived.length)
    const after = afterSend(place, begin, tried, arrived, clock.now())
    if (isFull) this.#skipAfter(after.place, tried, state)
    const dropped = await this.#aside.overflow(after.place)
    await this.#keep(version, { ...after.place, aside: after.place.aside - dropped.length }, [
      ...after.released.map(({ number }) => removed(heldKey(target.name, number))),
      ...after.nowHeld.map(({ number, alert }) => rows.row(heldKey(target.name, number), alert)),
      ...after.setAside.map(({ number, alert }) => rows.row(asideKey(target.name, number), alert)),
      ...dropped.map(removed),
    ])
    if (after.setAside.length > 0) {
      logger.warn(
        'alerts were set aside: the target refuses them and takes others. They are kept, and tried again every hour and at the start: mend the target, then restart the server',
        {
          target: target.name,
          alerts: after.setAside.length,
          kept: after.place.aside - dropped.length,
          dropped: dropped.length,
          first: after.setAside[0]?.alert.id,
        },
      )
    }
    if (failure !== undefined && !arrived.includes(true)) throw failure
    return after.place.next < state.next && arrived.includes(true) ? 'more' : 'done'
  }

  async #sendAside(version: number | 'absent', place: Place): Promise<'more' | 'done'> {
    const { target, logger } = this.#deps
    const { arrived, more } = await this.#aside.send()
    if (arrived.length > 0) {
      const kept = Math.max(0, place.aside - arrived.length)
      await this.#keep(version, { ...place, aside: kept }, arrived.map(removed))
      const alerts = arrived.length
      logger.info('alerts that were set aside have arrived', { target: target.name, alerts, kept })
    }
    return more ? 'more' : 'done'
  }

  /** The next alerts in the queue are tried from behind the last that was tried on, and after the last from the first. */
  #skipAfter({ next }: Place, tried: readonly Due[], { next: end }: State): void {
    const fresh = tried.filter(({ held }) => held === undefined)
    const last = fresh.at(-1)
    if (last === undefined) return
    this.#skip = last.number + 1 >= end ? 0 : Math.max(0, last.number + 1 - next)
  }

  /** Those that were not tried yet; of those that were dropped meanwhile, the last stands for all. */
  async #waiting(
    state: State,
    { next, held, ahead }: Place,
    isFull: boolean,
  ): Promise<{ fresh: readonly Due[]; begin: number }> {
    const { store, rows, target, clock } = this.#deps
    const before = new Set(ahead)
    const begin = Math.max(next, state.first)
    const entries = await store.range({
      start: queueKey(Math.min(begin + this.#skip, state.next)),
      end: queueKey(state.next),
      limit: limits.alertBatch + before.size,
    })
    const room = isFull
      ? limits.alertBatch
      : Math.min(limits.alertBatch, limits.alertHeld - held.length)
    const found = entries
      .map((each) => ({ number: numberOf(each), alert: rows.openAlert(each) }))
      .filter(({ number }) => !before.has(number))
    const lost = begin - next - ahead.filter((number) => number < begin).length
    if (lost === 0) return { fresh: found.slice(0, room), begin }
    const alert = lostAlert(target.name, lost, begin, clock.now())
    return { fresh: [{ number: begin - 1, alert }, ...found].slice(0, room), begin }
  }

  async #heldAlerts(held: readonly Held[]): Promise<readonly Due[]> {
    if (held.length === 0) return []
    const { store, rows, target } = this.#deps
    const entries = await store.getMany(held.map(({ number }) => heldKey(target.name, number)))
    return held.flatMap((each, at) => {
      const entry = entries[at]
      return entry === undefined
        ? []
        : [{ number: each.number, alert: rows.openAlert(entry), held: each }]
    })
  }

  async #keep(
    version: number | 'absent',
    place: Place,
    writes: readonly Write[] = [],
  ): Promise<number | 'conflict'> {
    const { store, rows, target, owner, clock } = this.#deps
    const key = targetKey(target.name)
    const value: TargetState = { ...place, owner, until: clock.now() + limits.alertLeaseMs }
    const result = await store.commit({
      checks: [{ key, version }],
      writes: [rows.row(key, value), ...writes],
    })
    if (result.outcome === 'committed') return result.version
    if (result.outcome === 'conflict') return 'conflict'
    throw new StorageError('io', `Delivering alerts ended as ${result.outcome}`)
  }
}

function removed(key: Buffer): Write {
  return { key, value: undefined }
}

/** One of each in turn. */
function inTurn(some: readonly Due[], others: readonly Due[]): readonly Due[] {
  const length = Math.max(some.length, others.length)
  return Array.from({ length }, (_, at) =>
    [some[at], others[at]].filter((due) => due !== undefined),
  ).flat()
}
