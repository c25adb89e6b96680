import type { Clock } from '../../base/index.ts'

/** A clock that a test moves. Whatever falls due runs in its order. */
export class ManualClock implements Clock {
  #now = 1_700_000_000_000
  readonly #due = new Set<{ readonly at: number; readonly action: () => void }>()

  now(): number {
    return this.#now
  }

  monotonic(): number {
    return this.#now
  }

  after(ms: number, action: () => void): () => void {
    const entry = { at: this.#now + ms, action }
    this.#due.add(entry)
    return () => this.#due.delete(entry)
  }

  advance(ms: number): void {
    const end = this.#now + ms
    for (;;) {
      const [next] = [...this.#due]
        .filter(({ at }) => at <= end)
        .sort((one, other) => one.at - other.at)
      if (next === undefined) break
      this.#due.delete(next)
      this.#now = next.at
      next.action()
    }
    this.#now = end
  }
}
