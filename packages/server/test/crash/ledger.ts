import assert from 'node:assert/strict'
import { textOf, type Item } from '../reference/tables/model.ts'

/** What became of a write, as its sender knows: done, surely not done, or not known. */
export type Fate = 'done' | 'not done' | 'unknown'

/**
 * What writers were told, kept outside the server: for each item that one writer owns, the value of
 * the last acknowledged write and those of later attempts; for each counter that all share, how many
 * additions were acknowledged and how many attempted.
 */
export class Ledger {
  readonly #items = new Map<string, { acknowledged: string; attempts: string[] }>()
  readonly #counters = new Map<string, { acknowledged: number; attempted: number }>()
  acknowledged = 0

  attempt(key: string, item: Item | undefined): void {
    const entry = this.#items.get(key) ?? { acknowledged: absent, attempts: [] }
    entry.attempts.push(textOrAbsent(item))
    this.#items.set(key, entry)
  }

  settle(key: string, item: Item | undefined, fate: Fate): void {
    const entry = this.#items.get(key)
    assert.ok(entry)
    const text = textOrAbsent(item)
    if (fate === 'done') {
      this.#items.set(key, { acknowledged: text, attempts: [] })
      this.acknowledged += 1
    } else if (fate === 'not done') {
      entry.attempts = entry.attempts.filter((attempt) => attempt !== text)
    }
  }

  attemptAdd(counter: string): void {
    const { acknowledged, attempted } = this.#counter(counter)
    this.#counters.set(counter, { acknowledged, attempted: attempted + 1 })
  }

  settleAdd(counter: string, fate: Fate): void {
    const { acknowledged, attempted } = this.#counter(counter)
    if (fate === 'done') {
      this.#counters.set(counter, { acknowledged: acknowledged + 1, attempted })
      this.acknowledged += 1
    } else if (fate === 'not done') {
      this.#counters.set(counter, { acknowledged, attempted: attempted - 1 })
    }
  }

  /**
   * Asserts that what is stored is what could have become of the writes, and goes on from there.
   * `stored` is all there is, by key.
   */
  check(stored: ReadonlyMap<string, Item>): void {
    for (const [key, { acknowledged, attempts }] of this.#items) {
      const found = textOrAbsent(stored.get(key))
      assert.ok(
        found === acknowledged || attempts.includes(found),
        `${key} is ${found}; acknowledged: ${acknowledged}, attempted since: ${attempts.join(' | ')}`,
      )
      this.#items.set(key, { acknowledged: found, attempts: [] })
    }
    for (const [key, { acknowledged, attempted }] of this.#counters) {
      const found = countOf(stored.get(key))
      assert.ok(
        acknowledged <= found && found <= attempted,
        `${key} counts ${String(found)}; acknowledged: ${String(acknowledged)}, attempted: ${String(attempted)}`,
      )
      this.#counters.set(key, { acknowledged: found, attempted: found })
    }
    for (const key of stored.keys()) {
      assert.ok(this.#items.has(key) || this.#counters.has(key), `${key} was never written`)
    }
  }

  #counter(key: string): { acknowledged: number; attempted: number } {
    return this.#counters.get(key) ?? { acknowledged: 0, attempted: 0 }
  }
}

const absent = 'absent'

function textOrAbsent(item: Item | undefined): string {
  return item === undefined ? absent : textOf(item)
}

function countOf(item: Item | undefined): number {
  const count = item?.['count']
  return count !== undefined && 'N' in count ? Number(count.N) : 0
}
