/** Background work of one kind. Its state is in the store, so that it goes on after a crash. */
export interface Job {
  /** Names it in logs and between processes. */
  readonly name: string
  /** Whether it runs as soon as the server starts, to go on with what a crash interrupted. */
  readonly atStart: boolean
  /** Milliseconds after which it runs again though nobody woke it; undefined: only when woken. */
  readonly everyMs: number | undefined
  /**
   * The rest between two steps, in multiples of the time that the first of them took: what keeps
   * foreground work fast. 0 lets nothing but the requests that wait run between them. Asked after each step, which
   * may change it.
   */
  readonly restFactor: number
  /**
   * One bounded piece of work: some hundred rows, one commit. Correct even if another process does
   * the same at once. A rejection is logged, and the step is tried again after a growing rest.
   */
  step(): Promise<'more' | 'done'>
}
