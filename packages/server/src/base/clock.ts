/** Time, injected everywhere so that tests can move it. */
export interface Clock {
  /** Wall time in milliseconds since 1970. */
  now(): number
  /** Monotonic time in milliseconds, for durations only. */
  monotonic(): number
  /** Calls `action` once after `ms`; the returned function cancels it. Does not keep the process alive. */
  after(ms: number, action: () => void): () => void
}

export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  after(ms, action) {
    const timer = setTimeout(action, ms)
    timer.unref()
    return () => {
      clearTimeout(timer)
    }
  },
}
