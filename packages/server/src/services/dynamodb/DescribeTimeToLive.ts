import type { Engine, TableDescriptor, TableName } from '../../engine/index.ts'
import { tableNotFound } from '../../errors/index.ts'
import type { DescribeTimeToLiveInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { resolveTableName, tableArn } from './arns.ts'

type Deps = Pick<Engine, 'catalog'>

export const DescribeTimeToLive: Operation<Deps, DescribeTimeToLiveInput, TableName, object> = {
  name: 'DescribeTimeToLive',
  inputShape: 'DescribeTimeToLiveInput',

  prepare: (input, context) => resolveTableName(input.TableName, context),

  accesses(table, context) {
    return [{ action: 'dynamodb:DescribeTimeToLive', resource: tableArn(context.region, table) }]
  },

  async run({ catalog }, name) {
    const table = await catalog.look(name)
    if (table === undefined) throw tableNotFound(name.name)
    const { expiry } = table.descriptor
    return {
      TimeToLiveDescription: {
        TimeToLiveStatus: status(expiry),
        AttributeName: expiry?.attribute,
      },
    }
  },
}

function status(expiry: TableDescriptor['expiry']): string {
  if (expiry === undefined) return 'DISABLED'
  switch (expiry.state) {
    case 'BACKFILLING':
      return 'ENABLING'
    case 'DELETING':
      return 'DISABLING'
    default:
      return 'ENABLED'
  }
}
