import { systemClock, type Clock } from '../../src/base/index.ts'

/**
 * A clock by which short rests take no time and long ones never end: what is to happen at some time
 * does not happen in a test that does not say so. Nothing takes time by it either: rests that are multiples of what a
 * step took would become long ones on a machine that halts for a second.
 */
export const hastyClock: Clock = {
  ...systemClock,
  monotonic: () => 0,
  after(ms, action) {
    if (ms > 10_000) return () => undefined
    const immediate = setImmediate(action)
    return () => {
      clearImmediate(immediate)
    }
  },
}
