import { limits } from '../../base/index.ts'
import type { Alert } from './alert.ts'
import type { Held, TargetState } from './rows.ts'

/** An alert that is to be tried now. */
export interface Due {
  readonly number: number
  readonly alert: Alert
  /** Of one that was tried before. */
  readonly held?: Held
}

/** How far a target is, without who delivers to it. */
export type Place = Required<Omit<TargetState, 'owner' | 'until'>>

/** What becomes of alerts that were tried. */
export interface AfterSend {
  readonly place: Place
  /** Tried for the first time, and from now on held. */
  readonly nowHeld: readonly Due[]
  /** Held until now: they have arrived, or are set aside. */
  readonly released: readonly Due[]
  readonly setAside: readonly Due[]
}

export function placeOf(state: TargetState | undefined, first: number): Place {
  const { next = first, held = [], ahead = [], took = 0, aside = 0 } = state ?? {}
  return { next, held, ahead, took, aside }
}

/**
 * How far a target is after alerts were tried. Those that it did not take are held as long as there is room, and set
 * aside once it refused them often enough while it took others: while it takes nothing, none is.
 *
 * @param begin The least number that was not dropped meanwhile, from `place.next` on.
 * @param tried Those tried, in this order; `arrived` says of each whether it arrived.
 */
export function afterSend(
  before: Place,
  begin: number,
  tried: readonly Due[],
  arrived: readonly boolean[],
  now: number,
): AfterSend {
  const took = arrived.includes(true) ? now : before.took
  const failed = tried.filter((_, at) => arrived[at] !== true)
  const room = Math.max(0, limits.alertHeld - before.held.length)
  const nowHeld = failed.filter(({ held }) => held === undefined).slice(0, room)
  const again = failed.flatMap(({ held }) => (held === undefined ? [] : heldAgain(held, took, now)))
  const asideNumbers = new Set(again.filter(isSetAside).map(({ number }) => number))
  const triedHeld = new Set(tried.flatMap(({ number, held }) => (held === undefined ? [] : number)))
  const setAside = failed.filter((due) => due.held !== undefined && asideNumbers.has(due.number))
  const cameOfHeld = tried.filter((due, at) => due.held !== undefined && arrived[at] === true)
  const done = tried.filter((due, at) => due.held === undefined && arrived[at] === true)
  const { next, ahead } = advance(before, begin, [...done, ...nowHeld])
  const held = [
    ...before.held.filter(({ number }) => !triedHeld.has(number)),
    ...again.filter((each) => !asideNumbers.has(each.number)),
    ...nowHeld.map(({ number }) => heldAfter(number, 1, took === now ? 1 : 0, now)),
  ]
  return {
    place: { next, held, ahead, took, aside: before.aside + setAside.length },
    nowHeld,
    released: [...cameOfHeld, ...setAside],
    setAside,
  }
}

/** Past all that is done; what is done beyond is kept by number. */
function advance(
  { next: from, ahead }: Place,
  begin: number,
  done: readonly Due[],
): Pick<Place, 'next' | 'ahead'> {
  const numbers = new Set([...ahead, ...done.map(({ number }) => number)])
  let next = numbers.has(begin - 1) ? Math.max(from, begin) : from
  while (numbers.has(next)) next++
  return { next, ahead: [...numbers].filter((number) => number >= next).sort((a, b) => a - b) }
}

function heldAgain({ number, tries, refused = 0, due }: Held, took: number, now: number): Held {
  const wasTriedAt = due - restAfter(tries)
  return heldAfter(number, tries + 1, refused + (took > wasTriedAt ? 1 : 0), now)
}

function heldAfter(number: number, tries: number, refused: number, now: number): Held {
  return { number, tries, refused, due: now + restAfter(tries) }
}

function restAfter(tries: number): number {
  return Math.min(limits.alertLongestRetryMs, limits.alertRetryMs * 2 ** (tries - 1))
}

function isSetAside({ tries, refused = 0 }: Held): boolean {
  return tries >= limits.alertTries && refused >= limits.alertRefused
}
