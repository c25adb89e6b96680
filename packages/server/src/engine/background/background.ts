import { assert, type Clock, type Logger, type Job } from '../../base/index.ts'
import type { BackgroundPlace, JobHandle } from './job.ts'
import { JobRunner } from './job-runner.ts'

/** All background work of the engine. In a process that is not its place, it only passes wakes on. */
export class Background {
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #place: BackgroundPlace
  readonly #runners = new Map<string, JobRunner>()

  constructor(clock: Clock, logger: Logger, place: BackgroundPlace) {
    this.#clock = clock
    this.#logger = logger
    this.#place = place
  }

  /** Takes a job up. */
  add(job: Job): JobHandle {
    assert(!this.#runners.has(job.name), 'a job has a name of its own')
    if (this.#place.runsHere) {
      this.#runners.set(job.name, new JobRunner(job, this.#clock, this.#logger))
    }
    return {
      wake: () => {
        if (this.#place.runsHere) this.wake(job.name)
        else this.#place.forward(job.name)
      },
    }
  }

  /** A wake that came from another process. */
  wake(job: string): void {
    this.#runners.get(job)?.wake()
  }

  /** Ends every job after the step that is under way. */
  async stop(): Promise<void> {
    await Promise.all([...this.#runners.values()].map((runner) => runner.stop()))
  }
}
