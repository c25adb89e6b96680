import type { AttributeMap } from '../../values/index.ts'
import type { TableName } from '../tables/catalog.ts'
import { checkKey, checkNoPathIntoKey } from './key-rules.ts'
import { checkRequirement, type Requirement } from './put-item.ts'
import type { ItemWrite } from './plan-write.ts'

/** Deletes the item; deleting one that is not there succeeds and changes nothing. */
export function deleteItem(
  table: TableName,
  key: AttributeMap,
  requirement: Requirement,
): ItemWrite {
  return {
    table,
    key(schema) {
      checkKey(schema, key)
      checkNoPathIntoKey(schema, requirement.condition)
      return key
    },
    decide(_schema, before) {
      checkRequirement(requirement, before)
      return before === undefined ? { action: 'none' } : { action: 'delete' }
    },
  }
}
