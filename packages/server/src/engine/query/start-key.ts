import { attributeOf, setAttribute, type AttributeMap } from '../../values/index.ts'
import { hasKey, indexRowKey, itemKey } from '../tables/table-rows.ts'
import type { Index, Table } from '../tables/table.ts'
import type { KeyRange } from './key-range.ts'

/** The `LastEvaluatedKey` of a row: the key attributes of the table, and of the index that is read. */
export function keyOfRow(table: Table, index: Index | undefined, item: AttributeMap): AttributeMap {
  const key: AttributeMap = {}
  for (const name of index?.keyNames ?? table.keyNames) {
    const value = attributeOf(item, name)
    if (value !== undefined) setAttribute(key, name, value)
  }
  return key
}

/** Where the row of an `ExclusiveStartKey` is, or would be; undefined when the key does not fit. */
export function rowOfKey(
  table: Table,
  index: Index | undefined,
  key: AttributeMap,
): Buffer | undefined {
  const names = index?.keyNames ?? table.keyNames
  if (Object.keys(key).length !== names.size) return undefined
  if (!hasKey(table.key, key)) return undefined
  return index ? indexRowKey(table, index, key) : itemKey(table, key)
}

/** What is left of a range after a row, which need not exist any more. */
export function after(range: KeyRange, row: Buffer, reverse: boolean): KeyRange {
  return reverse
    ? { start: range.start, end: row }
    : { start: Buffer.concat([row, Buffer.of(0)]), end: range.end }
}

export function contains(range: KeyRange, row: Buffer): boolean {
  return range.start.compare(row) <= 0 && row.compare(range.end) < 0
}
