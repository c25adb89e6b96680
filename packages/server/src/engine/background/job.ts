/** What asks a job to run: after the step under way, or now. Does not wait for it. */
export interface JobHandle {
  wake(): void
}

/** Where the background work of several processes on one store is done: in one of them. */
export interface BackgroundPlace {
  readonly runsHere: boolean
  /** Told of each wake of a job that does not run here. */
  forward(job: string): void
}

export const runsHere: BackgroundPlace = { runsHere: true, forward: () => undefined }
