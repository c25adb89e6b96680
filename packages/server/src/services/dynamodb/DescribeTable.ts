import { shownTable, type Engine, type TableName } from '../../engine/index.ts'
import { tableNotFound } from '../../errors/index.ts'
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
    const table = await catalog.find(name)
    if (table === undefined) throw tableNotFound(name.name)
    const Table = tableDescription(shownTable(table.descriptor, now), context.region, {
      status: tableStatus(table.descriptor, now),
      statistics: await statistics.of(table),
    })
    return { Table }
  },
}
