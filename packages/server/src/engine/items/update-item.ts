import { limits } from '../../base/index.ts'
import { invalidParameters, validation } from '../../errors/index.ts'
import { itemSize, type AttributeMap } from '../../values/index.ts'
import { applyUpdate, type Update } from '../expression/index.ts'
import type { TableName } from '../tables/catalog.ts'
import type { Table } from '../tables/table.ts'
import { checkIndexKeys, checkKey } from './key-rules.ts'
import { checkRequirement, type Requirement } from './put-item.ts'
import type { ItemWrite } from './plan-write.ts'

/**
 * Changes the item, or creates it from its key where it is not there. An update that only removes
 * does not create an item. Without an update expression the item is merely made to exist.
 */
export function updateItem(
  table: TableName,
  key: AttributeMap,
  update: Update | undefined,
  requirement: Requirement,
): ItemWrite {
  return {
    table,
    key(schema) {
      checkKey(schema, key)
      checkTargets(schema, update)
      return key
    },
    decide(schema, before) {
      checkRequirement(requirement, before)
      if (before === undefined && update !== undefined && update.onlyRemoves)
        return { action: 'none' }
      const item = update ? applyUpdate(update, before?.item ?? key) : (before?.item ?? key)
      checkIndexKeys(schema, item, () => validation('Type mismatch for attribute to update'))
      if (itemSize(item) > limits.itemBytes) {
        throw validation('Item size to update has exceeded the maximum allowed size')
      }
      return { action: 'put', item }
    },
  }
}

function checkTargets(schema: Table, update: Update | undefined): void {
  for (const target of update?.targets ?? []) {
    const name = target[0]
    if (typeof name === 'string' && schema.keyNames.has(name)) {
      throw invalidParameters(`Cannot update attribute ${name}. This attribute is part of the key`)
    }
  }
}
