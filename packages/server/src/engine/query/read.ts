import type { KvReader } from '../../storage/kv.ts'
import type { AttributeMap } from '../../values/index.ts'
import { readUnits, type Consumed } from '../capacity.ts'
import { evaluateCondition, project } from '../expression/index.ts'
import { readRows } from '../items/read-rows.ts'
import type { StoredItem } from '../rows/item-row.ts'
import { itemKey } from '../tables/table-rows.ts'
import type { Index, Table } from '../tables/table.ts'
import type { KeyRange } from './key-range.ts'
import { readPage } from './read-page.ts'
import { mustFetch, type ReadShape } from './read-rules.ts'
import { keyOfRow } from './start-key.ts'

export interface ReadRequest extends ReadShape {
  readonly table: Table
  readonly index: Index | undefined
  readonly range: KeyRange
  readonly reverse: boolean
  readonly limit: number | undefined
}

export interface ReadResult {
  /** Items that passed the filter: as stored (wire JSON) or, with a projection, as attributes. */
  readonly items: (Buffer | AttributeMap)[]
  /** How many passed the filter, `items` being empty when only the count is asked for. */
  readonly count: number
  readonly scannedCount: number
  readonly lastKey: AttributeMap | undefined
  readonly consumed: Consumed
}

/**
 * Reads one page of a table or index: the common half of Query and Scan. Throws the service's refusal
 * where the table or index has no capacity left.
 */
export async function readItems(reader: KvReader, request: ReadRequest): Promise<ReadResult> {
  const { table, index, filter, projection } = request
  table.meter?.admitRead(index)
  const page = await readPage(reader, table, request)
  const consumed: Consumed = { table, units: 0, indexes: new Map() }
  const units = readUnits(page.bytes, request.consistent)
  if (index) consumed.indexes.set(index, units)
  else consumed.units = units

  let rows = page.rows
  if (mustFetch(index, request)) rows = await fetchItems(reader, request, rows, consumed)

  table.meter?.chargeRead(consumed)

  const passed = filter ? rows.filter((row) => evaluateCondition(filter, row.item)) : rows
  const last = page.more ? page.rows.at(-1) : undefined
  return {
    items:
      request.select === 'COUNT'
        ? []
        : passed.map((row) => (projection ? project(projection, row.item) : row.json)),
    count: passed.length,
    scannedCount: page.rows.length,
    lastKey: last && keyOfRow(table, index, last.item),
    consumed,
  }
}

/** The whole items of a local index's rows; each fetch costs the table read units. */
async function fetchItems(
  reader: KvReader,
  { table, consistent }: ReadRequest,
  rows: readonly StoredItem[],
  consumed: Consumed,
): Promise<StoredItem[]> {
  const wanted = rows.map((row) => ({ table, storageKey: itemKey(table, row.item) }))
  const items = await readRows(reader, wanted)
  const found: StoredItem[] = []
  for (const item of items) {
    // An item that vanished since its index row was read was deleted: the page may show it as gone.
    if (item === undefined) continue
    consumed.units += readUnits(item.size, consistent)
    found.push(item)
  }
  return found
}
