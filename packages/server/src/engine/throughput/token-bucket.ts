/**
 * Units that may be consumed: they fill up at a rate, to a most, and may be overdrawn. What a request
 * costs is known only after it ran, so one is let in while anything is left, and the debt that it may
 * leave behind is paid off before the next: over time no more than the rate is consumed.
 *
 * Times are monotonic, in milliseconds. A new bucket is full.
 */
export class TokenBucket {
  #rate: number
  #most: number
  #balance: number
  #filledAt: number

  /** `rate` in units a second; the bucket holds what fills it in `seconds`. */
  constructor(rate: number, seconds: number, now: number) {
    this.#rate = rate
    this.#most = rate * seconds
    this.#balance = this.#most
    this.#filledAt = now
  }

  /** Whether anything is left. It does not mean that what a request will take is there. */
  isOpen(now: number): boolean {
    this.#fill(now)
    return this.#balance > 0
  }

  /** Takes units that were consumed, down into debt; a negative number gives back. */
  take(units: number, now: number): void {
    this.#fill(now)
    this.#balance = Math.min(this.#most, this.#balance - units)
  }

  /** From now on another rate holds. What was saved up or is owed stays, as far as it fits. */
  setRate(rate: number, seconds: number, now: number): void {
    this.#fill(now)
    this.#rate = rate
    this.#most = rate * seconds
    this.#balance = Math.min(this.#most, this.#balance)
  }

  #fill(now: number): void {
    const filled = this.#balance + (this.#rate * (now - this.#filledAt)) / 1000
    this.#balance = Math.min(this.#most, filled)
    this.#filledAt = now
  }
}
