import type { Clock, LogFields, Logger } from '../../base/index.ts'

const perInterval = 10
const intervalMs = 1000

/**
 * Warnings that a client can cause at will, at most ten a second, so that it cannot fill the log.
 * The first of the next interval tells how many were left out.
 */
export class ThrottledWarning {
  readonly #event: string
  readonly #clock: Clock
  readonly #logger: Logger
  #since = -Infinity
  #written = 0
  #suppressed = 0

  constructor(event: string, clock: Clock, logger: Logger) {
    this.#event = event
    this.#clock = clock
    this.#logger = logger
  }

  warn(fields: LogFields): void {
    const now = this.#clock.monotonic()
    if (now - this.#since >= intervalMs) {
      this.#since = now
      this.#written = 0
    }
    if (this.#written >= perInterval) {
      this.#suppressed++
      return
    }
    this.#written++
    this.#logger.warn(
      this.#event,
      this.#suppressed === 0 ? fields : { ...fields, suppressed: this.#suppressed },
    )
    this.#suppressed = 0
  }
}
