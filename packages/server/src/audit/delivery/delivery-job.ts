import { limits, type Job } from '../../base/index.ts'
import type { LogCursor } from '../index.ts'
import type { Trail } from '../trails/index.ts'
import { holdLease, type Lease } from './lease.ts'
import type { Retention } from './retention.ts'
import type { DeliveryStatus } from './rows.ts'
import { TargetError } from './target.ts'
import { TrailDelivery, type TrailDeliveryDeps } from './trail-delivery.ts'

export interface DeliveryDeps extends TrailDeliveryDeps {
  /** The trails of all accounts. */
  readonly trails: { all(): Promise<readonly Trail[]> }
  readonly retention: Retention
  /** Milliseconds between two log files of a trail. */
  readonly everyMs: number
  /** Undefined where no other node works on the same store. */
  readonly lease: Lease | undefined
}

/** When a trail is looked at again. */
interface Pace {
  /** Milliseconds, by the monotonic clock: not before are log files made. */
  due: number
  /** Not before is anything tried. */
  retry: number
  failures: number
}

/** The delivery of all trails. */
export class Delivery {
  readonly #deps: DeliveryDeps
  readonly #paces = new Map<string, Pace>()

  constructor(deps: DeliveryDeps) {
    this.#deps = deps
  }

  job(): Job {
    return {
      name: 'trail delivery',
      atStart: true,
      everyMs: Math.min(this.#deps.everyMs, limits.auditDeliveryLookMs),
      restFactor: 1,
      step: () => this.#step(),
    }
  }

  async status({ id }: Trail): Promise<DeliveryStatus> {
    const { state } = await this.#deps.rows.state(this.#deps.store, id)
    return state?.status ?? {}
  }

  /** Up to where each trail has read the log. */
  async cursors(): Promise<LogCursor[]> {
    const { rows, store, trails, reader } = this.#deps
    const known = new Map(
      (await rows.states(store, limits.trailAccounts)).map((state) => [state.trail.id, state]),
    )
    const found = [...known.values()].flatMap(({ cursor }) =>
      cursor === undefined ? [] : [cursor],
    )
    const begins = (await trails.all()).some(
      ({ id, logging }) => logging && known.get(id)?.cursor === undefined,
    )
    return begins ? [...found, reader.start()] : found
  }

  async #step(): Promise<'more' | 'done'> {
    const { rows, store, trails, lease, retention } = this.#deps
    if (lease !== undefined && !(await holdLease(lease, this.#deps))) return 'done'
    const all = new Map((await trails.all()).map((trail) => [trail.id, trail]))
    const states = await rows.states(store, limits.trailAccounts)
    const ids = new Set([...all.keys(), ...states.map(({ trail }) => trail.id)])
    for (const id of this.#paces.keys()) if (!ids.has(id)) this.#paces.delete(id)
    let more = false
    for (const id of ids) more = (await this.#stepOf(id, all.get(id))) || more
    await retention.step(new Set(states.flatMap((one) => (one.chain ? [one.trail.bucket] : []))))
    return more ? 'more' : 'done'
  }

  /** A step of one trail. Its failure holds up no other. */
  async #stepOf(id: string, trail: Trail | undefined): Promise<boolean> {
    const { clock, everyMs, logger } = this.#deps
    const now = clock.monotonic()
    const pace = this.#paces.get(id) ?? { due: now, retry: now, failures: 0 }
    this.#paces.set(id, pace)
    if (now < pace.retry) return false
    try {
      const outcome = await new TrailDelivery(this.#deps, id).step(trail, now >= pace.due)
      pace.failures = 0
      if (outcome === 'waiting' && now >= pace.due) pace.due = now + everyMs
      return outcome === 'more'
    } catch (error) {
      pace.failures++
      const { backgroundBackOffMs: first, backgroundLongestBackOffMs: longest } = limits
      const afterMs = Math.min(longest, first * 2 ** (pace.failures - 1))
      pace.retry = now + afterMs
      const fields = { trail: trail?.name ?? id, afterMs, failures: pace.failures }
      if (error instanceof TargetError) {
        logger.warn('a trail could not be delivered; it is tried again', {
          ...fields,
          code: error.code,
        })
      } else {
        logger.error('the delivery of a trail failed; it is tried again', error, fields)
      }
      return false
    }
  }
}
