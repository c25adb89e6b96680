import type { KvReader } from '../../storage/kv.ts'
import type { StoredItem } from '../rows/item-row.ts'
import { openRow } from '../tables/table-rows.ts'
import type { Table } from '../tables/table.ts'

/** Where an item lives. */
export interface Place {
  readonly table: Table
  readonly storageKey: Buffer
}

/** One item as it is stored. Not for operations: what is read here passes no meter. */
export async function readRow(reader: KvReader, place: Place): Promise<StoredItem | undefined> {
  const entry = await reader.get(place.storageKey)
  return entry && openRow(place.table, place.storageKey, entry.value)
}

/** Items of several tables at one point in time, in the order of the places. Passes no meter either. */
export async function readRows(
  reader: KvReader,
  places: readonly Place[],
): Promise<(StoredItem | undefined)[]> {
  const entries = await reader.getMany(places.map(({ storageKey }) => storageKey))
  return places.map(({ table, storageKey }, index) => {
    const entry = entries[index]
    return entry && openRow(table, storageKey, entry.value)
  })
}
