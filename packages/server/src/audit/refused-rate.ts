import { limits, type Clock } from '../base/index.ts'

export interface Rate {
  readonly most: number
  readonly windowMs: number
}

/**
 * How many refusals are recorded that somebody can cause at will: some in each window, and the next one
 * says how many were left out, so that a flood is seen and cannot fill the disk.
 */
export class RefusedRate {
  readonly #clock: Clock
  readonly #rate: Rate
  #since = -Infinity
  #taken = 0
  #suppressed = 0

  constructor(clock: Clock, rate: Rate = { most: limits.auditRefusedPerSecond, windowMs: 1000 }) {
    this.#clock = clock
    this.#rate = rate
  }

  /** The number that was left out before this one; undefined: this one is left out too. */
  take(): number | undefined {
    const now = this.#clock.monotonic()
    if (now - this.#since >= this.#rate.windowMs) {
      this.#since = now
      this.#taken = 0
    }
    if (this.#taken >= this.#rate.most) {
      this.#suppressed++
      return undefined
    }
    this.#taken++
    const suppressed = this.#suppressed
    this.#suppressed = 0
    return suppressed
  }
}
