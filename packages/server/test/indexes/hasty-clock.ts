import { systemClock, type Clock } from '../../src/base/index.ts'

/**
 * A clock by which short rests take no time and long ones never end: what is to happen at some time
 * does not happen in a test that does not say so.
 */
export const hastyClock: Clock = {
  ...systemClock,
  after(ms, action) {
    if (ms > 10_000) return () => undefined
    const immediate = setImmediate(action)
    return () => {
      clearImmediate(immediate)
    }
  },
}
