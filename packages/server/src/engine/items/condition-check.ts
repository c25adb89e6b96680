import type { AttributeMap } from '../../values/index.ts'
import type { TableName } from '../tables/catalog.ts'
import { checkKey, checkNoPathIntoKey } from './key-rules.ts'
import type { ItemWrite } from './plan-write.ts'
import { checkRequirement, type Requirement } from './put-item.ts'

/** Changes nothing, but makes a transaction depend on the item meeting the requirement. */
export function conditionCheck(
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
      return { action: 'none' }
    },
  }
}
