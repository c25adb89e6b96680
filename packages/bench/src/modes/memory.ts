import { Generator } from '../load/generator.ts'
import type { OperationName } from '../load/operations.ts'
import { usageOf } from '../load/process-usage.ts'
import type { Options } from '../options.ts'
import { writeResults } from '../report/result-file.ts'
import { figure, markdownTable, megabytes } from '../report/table.ts'
import { scratchDirectory } from '../servers/servers.ts'
import { createTable } from '../servers/table-setup.ts'
import { serverUnderTest } from './contestants.ts'

const marks = [0, 250_000, 500_000, 1_000_000]
const mix: readonly OperationName[] = [
  ...(['GetItem', 'PutItem', 'GetItem', 'UpdateItem', 'GetItem', 'Query'] as const),
]

/** Resident bytes must stay where they are however many requests were answered. */
export async function memory(options: Options): Promise<void> {
  const scratch = scratchDirectory()
  const generator = new Generator()
  const server = await serverUnderTest(options).start(scratch.path)
  const { endpoint } = server
  const target = { table: 'bench', items: options.items, indexed: false }
  try {
    await createTable(endpoint, target)
    await generator.run({ kind: 'load', endpoint, target })
    const measured: { readonly requests: number; readonly residentBytes: number | undefined }[] = []
    let sent = 0
    for (const requests of marks) {
      const { concurrency } = options
      const common = { kind: 'requests', endpoint, target, operations: mix, concurrency } as const
      if (requests > sent)
        await generator.run({ ...common, count: requests - sent, seed: requests })
      sent = requests
      measured.push({ requests, residentBytes: usageOf(server.pid)?.residentBytes })
      console.log(`${String(requests)} requests: ${megabytes(measured.at(-1)?.residentBytes)} MB`)
    }
    const rows = measured.map((each) => [figure(each.requests), megabytes(each.residentBytes)])
    console.log(`\n${markdownTable(['requests', 'RSS MB'], rows)}`)
    writeResults(options, { mix, measured })
  } finally {
    generator.stop()
    await server.stop()
    scratch.dispose()
  }
}
