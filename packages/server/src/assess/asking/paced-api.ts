import type { Clock } from '../../base/index.ts'
import type { Api } from './ports.ts'

/** How an assessment leaves the server its time for others. Times are in milliseconds. */
export interface Pace {
  /** From one request to the next, of a server that is seen to have nothing else to do. */
  readonly calmInterval: number
  /** The same of one of which that cannot be seen. */
  readonly interval: number
  /** The same of one that has no time left. */
  readonly busyInterval: number
  /** The share of a processor up to which a server is taken to have nothing else to do. */
  readonly calmShare: number
  /** What takes longer to read tells of a server that is busy, or far away. */
  readonly promptAnswer: number
  /** How many times what an answer takes beyond that is rested after it. */
  readonly restFactor: number
  /** Longest such rest. */
  readonly longestRest: number
}

export interface PacedApiOptions {
  readonly pace: Pace
  readonly clock: Pick<Clock, 'monotonic'>
  readonly sleep: (ms: number) => Promise<void>
  /** The share of a processor that the server uses, from 0 to 1; undefined: not known. Asked before each request. */
  readonly serverShare: () => Promise<number | undefined>
}

/** Of the answers to reads, how many of the latest tell how busy the server is. */
const looksBack = 5
const reads = /:(?:Describe|Get|List)/

/**
 * The same API, but each request leaves some time after the one before it, the later the busier the server is:
 * an assessment is in no hurry. How busy it is the processor time of its process tells, where that can be seen,
 * and how long reads take. Writes do not tell, since they wait for the disk.
 */
export function pacedApi(api: Api, options: PacedApiOptions): Api {
  const { pace, sleep, serverShare } = options
  const { monotonic } = options.clock
  /** When the last request left, and until when is rested after its answer. */
  let left = -Infinity
  let resting = -Infinity
  const taken: number[] = []

  const intervalAt = (share: number | undefined): number => {
    if (share === undefined) return pace.interval
    const busy = Math.max(0, share - pace.calmShare) / (1 - pace.calmShare)
    return pace.calmInterval + busy * (pace.busyInterval - pace.calmInterval)
  }
  const rest = (): number => {
    const usual = [...taken].sort((a, b) => a - b)[taken.length >> 1] ?? 0
    return Math.min(pace.restFactor * Math.max(0, usual - pace.promptAnswer), pace.longestRest)
  }

  return {
    async send(name, input, sender) {
      const share = await serverShare()
      const now = monotonic()
      const turn = Math.max(now, left + intervalAt(share), resting)
      left = turn
      // Who was interrupted sleeps no more, but has things to remove.
      if (turn > now) await sleep(turn - now).catch(() => undefined)
      const sent = monotonic()
      try {
        return await api.send(name, input, sender)
      } finally {
        const answered = monotonic()
        if (reads.test(name)) taken.push(answered - sent)
        if (taken.length > looksBack) taken.shift()
        resting = answered + rest()
      }
    },
    close: () => api.close(),
  }
}
