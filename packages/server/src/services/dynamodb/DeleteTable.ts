import { deleteTable, type Engine, type TableName } from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import type { DeleteTableInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { resolveTableName, tableArn } from './arns.ts'
import { tableDescription } from './table-description.ts'

type Deps = Pick<Engine, 'store' | 'catalog' | 'purger'>

export const DeleteTable: Operation<Deps, DeleteTableInput, TableName, object> = {
  name: 'DeleteTable',
  inputShape: 'DeleteTableInput',

  prepare: (input, context) => resolveTableName(input.TableName, context),

  accesses(table, context) {
    return [{ action: 'dynamodb:DeleteTable', resource: tableArn(context.region, table) }]
  },

  async run(deps, name, context) {
    const descriptor = await deleteTable(deps, name, (table) => {
      if (table.deletionProtection) {
        throw validation(
          'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        )
      }
    })
    deps.purger.wake()
    return {
      TableDescription: tableDescription(descriptor, context.region, { status: 'DELETING' }),
    }
  },
}
