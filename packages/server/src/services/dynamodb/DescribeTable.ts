import {
  shownTable,
  type Engine,
  type TableName,
  type TableStatistics,
} from '../../engine/index.ts'
import { ApiError, tableNotFound } from '../../errors/index.ts'
import type { DescribeTableInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { tableAccess } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { tableDescription } from './table-description.ts'
import { tableStatus } from './table-status.ts'

type Deps = Pick<Engine, 'catalog' | 'statistics' | 'clock'>

export const DescribeTable: Operation<Deps, DescribeTableInput, TableName, object> = {
  name: 'DescribeTable',
  inputShape: 'DescribeTableInput',

  prepare: (input, context) => resolveTableName(input.TableName, context),

  async accesses(table, context, { catalog }) {
    return [await tableAccess(catalog, context, { action: 'DescribeTable', table })]
  },

  async run({ catalog, statistics, clock }, name, context) {
    const now = clock.now()
    const record = await catalog.look(name)
    if (record === undefined) throw tableNotFound(name.name)
    const counted = await statisticsOf({ catalog, statistics }, name)
    const Table = tableDescription(shownTable(record.descriptor, now), context.region, {
      status: tableStatus(record.descriptor, now),
      ...(counted === undefined ? {} : { statistics: counted }),
    })
    return { Table }
  },
}

/** Undefined where the rows cannot be read: the key above the table is not available. */
async function statisticsOf(
  { catalog, statistics }: Pick<Deps, 'catalog' | 'statistics'>,
  name: TableName,
): Promise<TableStatistics | undefined> {
  try {
    const table = await catalog.find(name)
    return table && (await statistics.of(table))
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}
