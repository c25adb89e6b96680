import type { Write } from '../../storage/kv.ts'
import { attributeOf, setAttribute, type AttributeMap } from '../../values/index.ts'
import { encodeItem, sealItem, type EncodedItem } from '../rows/item-row.ts'
import { indexRowKey } from '../tables/table-rows.ts'
import type { Index, Table } from '../tables/table.ts'

/** An image of an item before or after a write, with its text where that was already made. */
export interface Image {
  readonly item: AttributeMap
  readonly encoded: EncodedItem
}

export interface IndexWrites {
  readonly writes: Write[]
  /** Bytes of the rows that each touched index deletes and puts, for capacity. */
  readonly touched: { index: Index; bytes: number[] }[]
  /** By how much each changed index grows, or shrinks. */
  readonly growth: { index: Index; items: number; bytes: number }[]
}

/**
 * What a change of an item means for the table's indexes. Pure, so it may be computed again when a
 * commit conflicts. A row whose key and content stay the same is not written, unless the index is
 * still being filled: then each write leaves the row there, and the backfill passes over the item.
 */
export function indexWrites(
  table: Table,
  before: Image | undefined,
  after: Image | undefined,
): IndexWrites {
  const result: IndexWrites = { writes: [], touched: [], growth: [] }
  for (const index of table.indexes) {
    const oldRow = before && indexRow(table, index, before)
    const newRow = after && indexRow(table, index, after)
    const bytes: number[] = []
    if (oldRow && newRow && oldRow.key.equals(newRow.key)) {
      const same = oldRow.content.json.equals(newRow.content.json)
      if (same && index.state === undefined) continue
      if (!same) bytes.push(Math.max(oldRow.content.size, newRow.content.size))
    } else {
      if (oldRow) {
        result.writes.push({ key: oldRow.key, value: undefined })
        bytes.push(oldRow.content.size)
      }
      if (newRow) bytes.push(newRow.content.size)
    }
    if (newRow) {
      const owner = table.descriptor.accountId
      const value = sealItem(table.keys.sealer, owner, newRow.key, newRow.content)
      result.writes.push({ key: newRow.key, value })
    }
    if (bytes.length > 0) {
      result.touched.push({ index, bytes })
      result.growth.push({ index, ...growthOf(oldRow?.content, newRow?.content) })
    }
  }
  return result
}

/** By how much what holds items grows when one item takes the place of another, or of none. */
export function growthOf(
  before: { readonly size: number } | undefined,
  after: { readonly size: number } | undefined,
): { items: number; bytes: number } {
  return {
    items: (after ? 1 : 0) - (before ? 1 : 0),
    bytes: (after?.size ?? 0) - (before?.size ?? 0),
  }
}

/** Where the item's row in the index is and what it holds, or undefined where the item is not in it. */
export function indexRow(
  table: Table,
  index: Index,
  image: Image,
): { key: Buffer; content: EncodedItem } | undefined {
  const key = indexRowKey(table, index, image.item)
  if (key === undefined) return undefined
  return {
    key,
    content: index.projected ? encodeItem(pick(image.item, index.projected)) : image.encoded,
  }
}

function pick(item: AttributeMap, names: ReadonlySet<string>): AttributeMap {
  const picked: AttributeMap = {}
  for (const name of names) {
    const value = attributeOf(item, name)
    if (value !== undefined) setAttribute(picked, name, value)
  }
  return picked
}
