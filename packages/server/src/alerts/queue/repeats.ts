import type { Rule } from '../rules/index.ts'
import type { ReadEvent } from './ports.ts'

/**
 * Finds events that say nothing more to the rules than one before: with data events there are thousands a second which
 * differ in parameters and ids alone. The rules that are built in look at neither for operations on items, and count
 * such an event at most once in their windows; others may look at anything.
 */
export class Repeats {
  readonly #named = new Set<string>()
  readonly #any: boolean
  /** The second of the last event, by what it shares with others. */
  readonly #seen = new Map<object, string>()

  constructor(rules: readonly Rule[]) {
    const own = rules.filter(({ builtIn }) => builtIn !== true)
    this.#any = own.some(({ pattern }) => pattern.eventNames === undefined)
    for (const { pattern } of own)
      for (const name of pattern.eventNames ?? []) this.#named.add(name)
  }

  /** Whether of events that share these facts one a second tells all. */
  mayBe({ eventName }: ReadEvent['facts']): boolean {
    return !this.#any && !this.#named.has(eventName)
  }

  isOne({ isShaped, facts, eventTime }: ReadEvent): boolean {
    if (!isShaped || !this.mayBe(facts)) return false
    if (this.#seen.get(facts) === eventTime) return true
    this.#seen.set(facts, eventTime)
    return false
  }
}
