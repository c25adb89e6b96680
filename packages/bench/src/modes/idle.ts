import { setTimeout as sleep } from 'node:timers/promises'
import { usageOf } from '../load/process-usage.ts'
import type { Options } from '../options.ts'
import { writeResults } from '../report/result-file.ts'
import { figure, median, megabytes } from '../report/table.ts'
import { scratchDirectory } from '../servers/servers.ts'
import { createTable } from '../servers/table-setup.ts'
import { serverUnderTest } from './contestants.ts'

const starts = 7
const settleMs = 2000

/** What a server costs that nobody uses: the time of its start, with data there already, and its memory. */
export async function idle(options: Options): Promise<void> {
  const scratch = scratchDirectory()
  const server = serverUnderTest(options)
  try {
    const first = await server.start(scratch.path)
    await createTable(first.endpoint, { table: 'bench', indexed: false })
    await first.stop()
    const startMs: number[] = []
    let residentBytes: number | undefined
    for (let count = 0; count < starts; count++) {
      const process = await server.start(scratch.path)
      startMs.push(process.startMs)
      if (count === starts - 1) {
        await sleep(settleMs)
        residentBytes = usageOf(process.pid)?.residentBytes
      }
      await process.stop()
    }
    console.log(`first start, which makes keys, certificate and store: ${figure(first.startMs)} ms`)
    console.log(
      `start to first answer: median ${figure(median(startMs))} ms, ` +
        `best ${figure(Math.min(...startMs))} ms, of ${String(starts)}`,
    )
    console.log(`idle memory: ${megabytes(residentBytes)} MB`)
    writeResults(options, { firstStartMs: first.startMs, startMs, residentBytes })
  } finally {
    scratch.dispose()
  }
}
