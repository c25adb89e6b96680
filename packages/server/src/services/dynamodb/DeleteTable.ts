import { deleteTable, type Engine, type TableName } from '../../engine/index.ts'
import { resourceInUse, validation } from '../../errors/index.ts'
import type { DeleteTableInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { tableAccess } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import { tableDescription } from './table-description.ts'

type Deps = Pick<Engine, 'store' | 'catalog' | 'keys' | 'purger'>

export const DeleteTable: Operation<Deps, DeleteTableInput, TableName, object> = {
  name: 'DeleteTable',
  inputShape: 'DeleteTableInput',

  prepare: (input, context) => resolveTableName(input.TableName, context),

  async accesses(table, context, { catalog }) {
    return [await tableAccess(catalog, context, { action: 'DeleteTable', table })]
  },

  async run(deps, name, context) {
    const descriptor = await deleteTable(deps, name, (table) => {
      if (table.deletionProtection) {
        throw validation(
          'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        )
      }
      if (table.indexes.some(({ state }) => state !== undefined)) {
        throw resourceInUse(
          'Attempt to change a resource which is still in use: Cannot delete table while indexes are being created, updated, or deleted.',
        )
      }
    })
    deps.purger.wake()
    return {
      TableDescription: tableDescription(descriptor, context.region, { status: 'DELETING' }),
    }
  },
}
