import { limits, type Clock } from '../base/index.ts'

/**
 * How many refusals are recorded that anybody can cause at will: some each second, and the next one
 * says how many were left out, so that a flood is seen and cannot fill the disk.
 */
export class RefusedRate {
  readonly #clock: Clock
  #since = -Infinity
  #taken = 0
  #suppressed = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** The number that was left out before this one; undefined: this one is left out too. */
  take(): number | undefined {
    const now = this.#clock.monotonic()
    if (now - this.#since >= 1000) {
      this.#since = now
      this.#taken = 0
    }
    if (this.#taken >= limits.auditRefusedPerSecond) {
      this.#suppressed++
      return undefined
    }
    this.#taken++
    const suppressed = this.#suppressed
    this.#suppressed = 0
    return suppressed
  }
}
