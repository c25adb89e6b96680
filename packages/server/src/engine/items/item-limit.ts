import { limits } from '../../base/index.ts'
import { attributeOf, valueSize, type AttributeMap } from '../../values/index.ts'
import type { Index, Table } from '../tables/table.ts'

/** An item of this size is within the limit whatever local indexes its table has. */
const neverAbove = Math.floor(limits.itemBytes / (1 + limits.localIndexes))

/** What the size of an item depends on of its table. */
type Sized = Pick<Table, 'hasCollections' | 'indexes'>

/**
 * Whether the item, together with its entries in the table's local indexes, is larger than an item may be. An
 * entry counts the keys of table and index and what is projected; an index without the item counts nothing.
 * `size`: that of the item, as DynamoDB counts it. The index keys of the item were checked.
 */
export function isTooLarge(table: Sized, item: AttributeMap, size: number): boolean {
  if (size > limits.itemBytes) return true
  if (!table.hasCollections || size <= neverAbove) return false
  let total = size
  for (const index of table.indexes) {
    if (index.kind === 'local' && holds(index, item)) total += entrySize(index, item, size)
  }
  return total > limits.itemBytes
}

function holds(index: Index, item: AttributeMap): boolean {
  return index.key.range.every(({ name }) => attributeOf(item, name) !== undefined)
}

function entrySize(index: Index, item: AttributeMap, size: number): number {
  if (index.projected === undefined) return size
  let bytes = 0
  for (const name of index.projected) {
    const value = attributeOf(item, name)
    if (value !== undefined) bytes += Buffer.byteLength(name) + valueSize(value)
  }
  return bytes
}
