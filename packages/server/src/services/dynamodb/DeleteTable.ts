import {
  beginTransition,
  changeTable,
  deleteTable,
  disableStream,
  hasStream,
  noteRemoval,
  settlingStream,
  type Engine,
  type TableDescriptor,
  type TableName,
} from '../../engine/index.ts'
import { resourceInUse, validation } from '../../errors/index.ts'
import type { DeleteTableInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { tableAccess } from './access/index.ts'
import { resolveTableName } from './arns.ts'
import type { TableKeyService } from './encryption.ts'
import { tableDescription } from './table-description.ts'
import { checkDeletable } from './table-states.ts'

type Deps = Pick<
  Engine,
  'store' | 'catalog' | 'keys' | 'purger' | 'remover' | 'delays' | 'clock' | 'random'
> & {
  readonly tableKeys: TableKeyService
}

export const DeleteTable: Operation<Deps, DeleteTableInput, TableName, object> = {
  name: 'DeleteTable',
  inputShape: 'DeleteTableInput',

  prepare: (input, context) => resolveTableName(input.TableName, context),

  async accesses(table, context, { catalog }) {
    return [await tableAccess(catalog, context, { action: 'DeleteTable', table })]
  },

  async run(deps, name, context) {
    const now = deps.clock.now()
    const check = (table: TableDescriptor): void => {
      checkDeletable(table, now)
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
    }
    const descriptor = await (deps.delays.delete === 0
      ? deleteNow(deps, name, check)
      : deleteLater(deps, name, check, now))
    // The records of a stream outlive their table for a day, and need the grant to be read.
    if (descriptor.log === undefined) await deps.tableKeys.release(descriptor.encryption)
    return {
      TableDescription: tableDescription(descriptor, context.region, { status: 'DELETING' }),
    }
  },
}

type Check = (table: TableDescriptor) => void

async function deleteNow(deps: Deps, name: TableName, check: Check): Promise<TableDescriptor> {
  const descriptor = await deleteTable(deps, name, check)
  deps.purger.wake()
  return descriptor
}

/** The table stays as DELETING, and is removed when its time is over. */
async function deleteLater(
  deps: Deps,
  name: TableName,
  check: Check,
  now: number,
): Promise<TableDescriptor> {
  const begin = (table: TableDescriptor): TableDescriptor => {
    check(table)
    const deleting = beginTransition(table, 'delete', deps.delays, now)
    if (!hasStream(deleting)) return deleting
    return settlingStream(disableStream(deleting, now), deleting.transition?.until)
  }
  const { after } = await changeTable(deps, name, begin, { also: noteRemoval })
  deps.remover.wake()
  return after
}
