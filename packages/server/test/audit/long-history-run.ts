/**
 * How long pages of the event history take, over as many events as one likes, from the compiled files:
 *
 *     node packages/server/dist/test/audit/long-history-run.js --events 1000000 [--rounds 200] [--keep DIRECTORY]
 *
 * With a directory that is kept a second run measures what the first has made.
 */
import { parseArgs } from 'node:util'
import { historyRun } from './event-history-run.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1000000' },
    rounds: { type: 'string', default: '200' },
    keep: { type: 'string' },
  },
})
const told = (count: number): void => {
  console.log(`${String(count)} events added`)
}
const run = await historyRun(Number(values.events), Number(values.rounds), told, values.keep)
console.log(
  `${String(run.events)} events, ${run.bytesPerEvent.toFixed(0)} bytes each, added at ${run.addedPerSecond.toFixed(0)} a second`,
)
for (const { asked, found, first, p50, p99, slowest } of run.pages) {
  console.log(
    `${asked}: ${String(found)} found, first ${first.toFixed(1)} ms, p50 ${p50.toFixed(1)} ms, p99 ${p99.toFixed(1)} ms, slowest ${slowest.toFixed(1)} ms`,
  )
}
