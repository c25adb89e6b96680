import type { Clock } from '../../../base/index.ts'

export interface Progress {
  readonly update: (done: number, all: number) => void
  /** Removes the bar. */
  readonly end: () => void
}

const barWidth = 30
const everyMs = 100

/** A bar on a terminal, and nothing elsewhere. */
export function openProgress(what: string, clock: Clock): Progress {
  const { stderr } = process
  if (!stderr.isTTY) return { update: () => undefined, end: () => undefined }
  let drawn = -Infinity
  return {
    update: (done, all) => {
      if (clock.monotonic() - drawn < everyMs && done < all) return
      drawn = clock.monotonic()
      const share = all === 0 ? 1 : done / all
      const bar = '#'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '.')
      const counts = `${done.toLocaleString('en')} of ${all.toLocaleString('en')} files`
      stderr.write(`\r${what} [${bar}] ${String(Math.floor(100 * share))} %  ${counts}`)
    },
    end: () => {
      stderr.write('\r\u001b[K')
    },
  }
}
