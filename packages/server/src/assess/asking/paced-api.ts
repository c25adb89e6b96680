import type { Clock } from '../../base/index.ts'
import type { Api } from './ports.ts'

/** How an assessment leaves the server its time for others, in milliseconds. */
export interface Pace {
  /** From one request to the next, of a server that answers at once. */
  readonly interval: number
  /** What takes longer to read tells of a server that is busy, or far away. */
  readonly promptAnswer: number
  /** How many times what an answer takes beyond that is rested after it. */
  readonly restFactor: number
  /** Longest such rest. */
  readonly longestRest: number
}

/** Of the answers to reads, how many of the latest tell how busy the server is. */
const looksBack = 5
const reads = /:(?:Describe|Get|List)/

/**
 * The same API, but each request leaves some time after the one before it, the later the busier the server is:
 * an assessment is in no hurry. Writes do not tell how busy it is, since they wait for the disk.
 */
export function pacedApi(
  api: Api,
  pace: Pace,
  { monotonic }: Pick<Clock, 'monotonic'>,
  sleep: (ms: number) => Promise<void>,
): Api {
  let free = -Infinity
  const taken: number[] = []

  const rest = (): number => {
    const usual = [...taken].sort((a, b) => a - b)[taken.length >> 1] ?? 0
    return Math.min(pace.restFactor * Math.max(0, usual - pace.promptAnswer), pace.longestRest)
  }

  return {
    async send(name, input, sender) {
      const now = monotonic()
      const turn = Math.max(now, free)
      free = turn + pace.interval
      // Who was interrupted sleeps no more, but has things to remove.
      if (turn > now) await sleep(turn - now).catch(() => undefined)
      const sent = monotonic()
      try {
        return await api.send(name, input, sender)
      } finally {
        const answered = monotonic()
        if (reads.test(name)) taken.push(answered - sent)
        if (taken.length > looksBack) taken.shift()
        free = Math.max(free, answered + rest())
      }
    },
    close: () => api.close(),
  }
}
