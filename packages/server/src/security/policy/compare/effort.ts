import { limits } from '../../../base/index.ts'

/** Thrown and caught inside this folder only: what is left undecided may permit more. */
export class TooMuchEffort extends Error {
  override readonly name = 'TooMuchEffort'
}

/** What one comparison may still spend. Counted in steps, so that the outcome is the same on any machine. */
export class Effort {
  #left: number

  constructor(steps: number = limits.policyComparisonSteps) {
    this.#left = steps
  }

  spend(steps = 1): void {
    this.#left -= steps
    if (this.#left < 0) throw new TooMuchEffort('the policies are too large to compare')
  }
}
