import { Channel } from '../../load/channel.ts'
import type { Generator } from '../../load/generator.ts'
import type { Measurement } from '../../load/jobs.ts'
import type { OperationName, Target } from '../../load/operations.ts'
import type { ServerProcess } from '../../servers/server-process.ts'
import { createTable } from '../../servers/table-setup.ts'
import { dynamodb } from './tables.ts'

const perSecond = 200

export interface Backfill {
  readonly operation: OperationName
  readonly alone: Measurement
  /** While an index is being filled. */
  readonly during: Measurement
  /** Whether the index was being filled until the measurement had ended. */
  readonly throughout: boolean
}

/** The same load on a table with and without an index being filled from what it holds. */
export async function backfill(
  { endpoint, pid }: ServerProcess,
  generator: Generator,
  { items, seconds, warmSeconds }: { items: number; seconds: number; warmSeconds: number },
): Promise<Backfill[]> {
  const channel = new Channel(endpoint)
  const target: Target = { table: 'backfilled', items, indexed: false }
  await createTable(endpoint, target)
  await generator.run({ kind: 'load', endpoint, target })
  const pacing = { kind: 'open', perSecond } as const
  const measure = (operation: OperationName, seed: number): Promise<Measurement> =>
    generator.measure({
      ...{ kind: 'measure', operation, endpoint, pid, pacing, target, seconds, warmSeconds, seed },
    })
  const operations = ['GetItem', 'PutItem'] as const
  const alone = [await measure('GetItem', 1), await measure('PutItem', 2)]
  await channel.ask(`${dynamodb}UpdateTable`, {
    TableName: target.table,
    AttributeDefinitions: [{ AttributeName: 'state', AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'filled',
          KeySchema: [{ AttributeName: 'state', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  })
  const results: Backfill[] = []
  for (const [at, operation] of operations.entries()) {
    const during = await measure(operation, 3 + at)
    const { Table } = await channel.ask(`${dynamodb}DescribeTable`, { TableName: target.table })
    const { GlobalSecondaryIndexes: indexes } = Table as {
      GlobalSecondaryIndexes: { IndexStatus: string }[]
    }
    const before = alone[at]
    if (before === undefined) throw new Error('each operation was measured alone')
    const throughout = indexes.every(({ IndexStatus }) => IndexStatus !== 'ACTIVE')
    results.push({ operation, alone: before, during, throughout })
  }
  channel.close()
  return results
}
