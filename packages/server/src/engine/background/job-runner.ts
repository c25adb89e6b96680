import { limits, type Clock, type Logger, type Job } from '../../base/index.ts'

/** Runs the steps of one job, one at a time. */
export class JobRunner {
  readonly #job: Job
  readonly #clock: Clock
  readonly #logger: Logger
  /** Cancels the rest that is under way. */
  #cancel: () => void = () => undefined
  #running: Promise<void> = Promise.resolve()
  /** Whether a step runs, or rests before the next: a wake must not cut that rest short. */
  #busy = false
  /** Whether somebody asked since the step under way began. */
  #woken = false
  #failures = 0
  #stopped = false

  constructor(job: Job, clock: Clock, logger: Logger) {
    this.#job = job
    this.#clock = clock
    this.#logger = logger
    if (job.atStart) this.wake()
    else this.#restUntilDue()
  }

  wake(): void {
    this.#woken = true
    if (!this.#busy) this.#run()
  }

  /** Resolves when the step under way has ended. None follows. */
  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#running
  }

  #run(): void {
    if (this.#stopped) return
    this.#cancel()
    this.#woken = false
    this.#busy = true
    this.#running = this.#step()
  }

  async #step(): Promise<void> {
    const { name } = this.#job
    const begun = this.#clock.monotonic()
    let outcome: 'more' | 'done' | 'failed' = 'failed'
    try {
      outcome = await this.#job.step()
      this.#failures = 0
    } catch (error) {
      this.#failures++
      this.#logger.error('background work failed; it is tried again', error, {
        job: name,
        failures: this.#failures,
        afterMs: this.#backOff(),
      })
    }
    if (outcome === 'failed') this.#runAfter(this.#backOff())
    else if (outcome === 'more')
      this.#runAfter(this.#job.restFactor * (this.#clock.monotonic() - begun))
    else if (this.#woken) this.#runAfter(0)
    else this.#restUntilDue()
  }

  #backOff(): number {
    const { backgroundBackOffMs: first, backgroundLongestBackOffMs: longest } = limits
    return Math.min(longest, first * 2 ** (this.#failures - 1))
  }

  #restUntilDue(): void {
    this.#busy = false
    if (this.#job.everyMs !== undefined) this.#runAfter(this.#job.everyMs)
  }

  #runAfter(ms: number): void {
    if (this.#stopped) return
    this.#cancel = this.#clock.after(ms, () => {
      this.#run()
    })
  }
}
