import { Generator } from '../load/generator.ts'
import type { Measurement } from '../load/jobs.ts'
import type { Target } from '../load/operations.ts'
import type { Options } from '../options.ts'
import { summaryOf } from '../report/comparison.ts'
import { writeResults } from '../report/result-file.ts'
import { figure, markdownTable } from '../report/table.ts'
import { scratchDirectory } from '../servers/servers.ts'
import { createTable } from '../servers/table-setup.ts'
import { serverUnderTest } from './contestants.ts'

const fewItems = 1000

/** The cost of a Query must follow the page that it answers, not the size of the table. */
export async function queryCost(options: Options): Promise<void> {
  const scratch = scratchDirectory()
  const generator = new Generator()
  const server = await serverUnderTest(options).start(scratch.path)
  const { endpoint, pid } = server
  const targets: Target[] = [
    { table: 'small', items: fewItems, indexed: false },
    { table: 'large', items: options.items, indexed: false },
  ]
  try {
    const measured = new Map<Target, Measurement[]>()
    for (const target of targets) {
      await createTable(endpoint, target)
      await generator.run({ kind: 'load', endpoint, target })
      measured.set(target, [])
    }
    for (let seed = 1; seed <= options.rounds; seed++) {
      for (const [target, rounds] of measured) {
        const pacing = { kind: 'closed', concurrency: options.concurrency } as const
        const { seconds, warmSeconds } = options
        const common = { kind: 'measure', operation: 'Query', endpoint, pid, pacing } as const
        rounds.push(await generator.measure({ ...common, target, seconds, warmSeconds, seed }))
      }
    }
    const summaries = [...measured].map(([{ items }, rounds]) => ({ items, ...summaryOf(rounds) }))
    const [small, large] = summaries
    const rows = summaries.map(({ items, perSecond, latencies, cpuMicros }) =>
      [items, perSecond, latencies.p50, latencies.p99, cpuMicros].map(figure),
    )
    console.log(`\n${markdownTable(['items', 'Query/s', 'p50 ms', 'p99 ms', 'CPU µs/req'], rows)}`)
    const ratio = small && large && large.latencies.p50 / small.latencies.p50
    console.log(`\np50 of the large table by that of the small one: ${figure(ratio)}`)
    writeResults(options, { summaries, ratio })
  } finally {
    generator.stop()
    await server.stop()
    scratch.dispose()
  }
}
