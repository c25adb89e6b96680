import { conditionalCheckFailed, validationBeforehand } from '../../errors/index.ts'
import { itemSize, type AttributeMap } from '../../values/index.ts'
import { evaluateCondition, type Condition } from '../expression/index.ts'
import type { StoredItem } from '../rows/item-row.ts'
import type { TableName } from '../tables/catalog.ts'
import { isTooLarge } from './item-limit.ts'
import { checkItemKeys, checkNoPathIntoKey } from './key-rules.ts'
import type { ItemWrite } from './plan-write.ts'

/** What every single-item write may require of the item as it is. */
export interface Requirement {
  readonly condition: Condition | undefined
  /** Whether a refusal carries the item that did not meet the condition. */
  readonly itemOnFailure: boolean
}

export interface PutRules extends Requirement {
  /** `terse` reports a missing or mistyped table key as for a `Key` parameter, as BatchWriteItem does. */
  readonly keyFaults?: 'named' | 'terse'
}

/** Replaces the whole item. `item` was normalized. */
export function putItem(table: TableName, item: AttributeMap, requirement: PutRules): ItemWrite {
  const size = itemSize(item)
  return {
    table,
    key(schema) {
      checkItemKeys(schema, item, requirement.keyFaults ?? 'named')
      checkNoPathIntoKey(schema, requirement.condition)
      if (isTooLarge(schema, item, size)) {
        throw validationBeforehand('Item size has exceeded the maximum allowed size')
      }
      return item
    },
    decide(_schema, before) {
      checkRequirement(requirement, before)
      return { action: 'put', item, size }
    },
  }
}

/** Throws ConditionalCheckFailedException unless the item meets the requirement. */
export function checkRequirement(requirement: Requirement, before: StoredItem | undefined): void {
  const { condition, itemOnFailure } = requirement
  if (condition === undefined || evaluateCondition(condition, before?.item)) return
  throw conditionalCheckFailed(itemOnFailure ? before?.item : undefined)
}
