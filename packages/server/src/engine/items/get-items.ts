import type { KvReader } from '../../storage/kv.ts'
import type { AttributeMap } from '../../values/index.ts'
import type { StoredItem } from '../rows/item-row.ts'
import { itemKey, openRow } from '../tables/table-rows.ts'
import type { Table } from '../tables/table.ts'
import { checkKey } from './key-rules.ts'

/** One item by its `Key` parameter. Throws a validation error when the key does not fit the schema. */
export async function getItem(
  reader: KvReader,
  table: Table,
  key: AttributeMap,
): Promise<StoredItem | undefined> {
  checkKey(table, key)
  const storageKey = itemKey(table, key)
  const entry = await reader.get(storageKey)
  return entry && openRow(table, storageKey, entry.value)
}

/** Items of several tables at one point in time, in the order of the keys. */
export async function getItems(
  reader: KvReader,
  wanted: readonly { readonly table: Table; readonly storageKey: Buffer }[],
): Promise<(StoredItem | undefined)[]> {
  const entries = await reader.getMany(wanted.map(({ storageKey }) => storageKey))
  return wanted.map(({ table, storageKey }, index) => {
    const entry = entries[index]
    return entry && openRow(table, storageKey, entry.value)
  })
}
