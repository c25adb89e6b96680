import { invalidParameters } from '../../errors/index.ts'
import { itemSize, normalizeItem, setAttribute, type AttributeMap } from '../../values/index.ts'
import { applyUpdate, tooLarge, type Update } from '../expression/index.ts'
import type { TableName } from '../tables/catalog.ts'
import type { Table } from '../tables/table.ts'
import { isTooLarge } from './item-limit.ts'
import { checkKey, checkNoPathIntoKey, checkUpdatedKeys, checkUpdateValues } from './key-rules.ts'
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
      checkNoPathIntoKey(schema, update, requirement.condition)
      if (update) checkUpdateValues(schema, assignedValues(update), update.mismatch)
      return key
    },
    decide(schema, before) {
      checkRequirement(requirement, before)
      if (before === undefined && update !== undefined && update.onlyRemoves)
        return { action: 'none' }
      const item = update ? applyUpdate(update, before?.item ?? key) : (before?.item ?? key)
      checkUpdatedKeys(schema, item)
      // A value planted at a path may lie deeper than values may: its own depth says too little.
      if (update?.targets.some((target) => target.length > 1) === true) normalizeItem(item)
      const size = itemSize(item)
      if (isTooLarge(schema, item, size)) {
        throw tooLarge()
      }
      return { action: 'put', item, size }
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

/** The values that the update gives to whole attributes without reading the item. */
function assignedValues(update: Update): AttributeMap {
  const values: AttributeMap = {}
  for (const [at, action] of update.actions.entries()) {
    const target = update.targets[at] ?? []
    const [name] = target
    if (target.length !== 1 || typeof name !== 'string') continue
    if (action.clause === 'SET' && action.operand.kind === 'literal') {
      setAttribute(values, name, action.operand.value)
    }
  }
  return values
}
