import { limits, type Clock } from '../../base/index.ts'

interface Bucket {
  tokens: number
  at: number
}

/** Holds each account to so many pages of the event history a second, as many at once. */
export class LookupRate {
  readonly #clock: Clock
  readonly #buckets = new Map<string, Bucket>()

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** False: the account has asked too often. */
  take(accountId: string): boolean {
    const now = this.#clock.monotonic()
    const { tokens, at } = this.#buckets.get(accountId) ?? { tokens: limits.historyRate, at: now }
    const filled = Math.min(limits.historyRate, tokens + ((now - at) * limits.historyRate) / 1000)
    // Whoever asked last is forgotten last.
    this.#buckets.delete(accountId)
    this.#buckets.set(accountId, { tokens: filled < 1 ? filled : filled - 1, at: now })
    if (this.#buckets.size > limits.historyRateAccounts) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest)
        break
      }
    }
    return filled >= 1
  }
}
