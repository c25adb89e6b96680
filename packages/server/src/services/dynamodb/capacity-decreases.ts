import type { Throughput } from '../../engine/index.ts'
import { limitExceeded } from '../../errors/index.ts'

const decreasesPerDay = 4
const decreaseRestMs = 3_600_000

/** Counts a decrease against the budget of the UTC day. */
export function countDecrease(throughput: Throughput, now: number): Throughput {
  const last = throughput.lastDecrease
  const today = last !== undefined && day(last) === day(now) ? throughput.decreases : 0
  if (last !== undefined && today >= decreasesPerDay && now < last + decreaseRestMs) {
    throw limitExceeded(
      'Subscriber limit exceeded: Provisioned throughput decreases are limited within a given UTC day. After the first 4 decreases, each subsequent decrease in the same UTC day can be performed at most once every 3600 seconds. ' +
        `Number of decreases today: ${String(today)}. Last decrease at ${longDate(last)}. Next decrease can be made at ${longDate(last + decreaseRestMs)}`,
    )
  }
  return { ...throughput, decreases: today + 1, lastDecrease: now }
}

function day(time: number): number {
  return Math.floor(time / 86_400_000)
}

const dateFormat = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  weekday: 'long',
  year: 'numeric',
  month: 'long',
  day: 'numeric',
})
const timeFormat = new Intl.DateTimeFormat('en-US', {
  timeZone: 'UTC',
  hour: 'numeric',
  minute: '2-digit',
  second: '2-digit',
})

function longDate(time: number): string {
  return `${dateFormat.format(time)} at ${timeFormat.format(time)} Coordinated Universal Time`
}
