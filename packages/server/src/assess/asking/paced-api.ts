import type { Clock } from '../../base/index.ts'
import type { Api } from './ports.ts'

/**
 * The same API, but a request leaves at the earliest `intervalMs` after the one before it, so that the server
 * has its time for others: an assessment is in no hurry.
 */
export function pacedApi(
  api: Api,
  intervalMs: number,
  { monotonic }: Pick<Clock, 'monotonic'>,
  sleep: (ms: number) => Promise<void>,
): Api {
  let free = -Infinity
  return {
    async send(name, input, sender) {
      const now = monotonic()
      const turn = Math.max(now, free)
      free = turn + intervalMs
      // Who was interrupted sleeps no more, but has things to remove.
      if (turn > now) await sleep(turn - now).catch(() => undefined)
      return api.send(name, input, sender)
    },
    close: () => api.close(),
  }
}
