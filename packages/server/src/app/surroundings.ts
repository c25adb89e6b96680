import type { Clock, Logger, Random } from '../base/index.ts'

/** What a process takes from its surroundings. */
export interface Surroundings {
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}
