import { assert } from '../../base/index.ts'
import type { Check, Entry, Write } from '../../storage/kv.ts'
import type { AttributeMap } from '../../values/index.ts'
import { growthOf, indexWrites, type Image } from '../indexes/index-writes.ts'
import type { Actor } from '../log/log-row.ts'
import { isLogged, logWrites, type LogContext } from './log-writes.ts'
import { encodeItem, sealItem, type StoredItem } from '../rows/item-row.ts'
import type { Catalog, TableName } from '../tables/catalog.ts'
import type { Growth } from '../tables/growth.ts'
import { itemKey, openRow, partitionOf } from '../tables/table-rows.ts'
import { expiryWrites } from '../indexes/expiry-rows.ts'
import type { Index, Table } from '../tables/table.ts'

/** What a write wants done. */
export type Decision =
  /** `size` in bytes, as DynamoDB counts them. */
  | { readonly action: 'put'; readonly item: AttributeMap; readonly size: number }
  | { readonly action: 'delete' }
  /** Nothing to change, such as the deletion of an item that is not there. */
  | { readonly action: 'none' }

export interface ItemWrite {
  readonly table: TableName
  /** Who writes, where that is not a client: the deletion of an item that expired. */
  readonly actor?: Actor
  /**
   * The key attributes of the item, checked against the schema; other attributes are passed over.
   * Called again when the table changed meanwhile. Throws an ApiError.
   */
  key(table: Table): AttributeMap
  /**
   * Decides from the item as it is now. Pure: it is called again whenever the commit conflicts.
   * Throws an ApiError to refuse.
   */
  decide(table: Table, before: StoredItem | undefined): Decision
}

/** A write whose table and place are known. */
export interface Target {
  readonly write: ItemWrite
  readonly table: Table
  readonly storageKey: Buffer
}

/** What a write did, or will have done once its plan is committed. */
export interface WriteResult {
  readonly table: Table
  readonly before: StoredItem | undefined
  /** The item as it is now; undefined where it is deleted or was never there. */
  readonly after: Image | undefined
  /** Bytes of the rows written to each touched index, for capacity. */
  readonly touched: readonly { readonly index: Index; readonly bytes: readonly number[] }[]
  readonly growth: Growth
}

/** A write decided against what was read: the rows to write, and what must still hold then. */
export interface Plan {
  /** That the item is as it was read, and that the table exists with the indexes that are written. */
  readonly checks: readonly [item: Check, table: Check]
  /** Empty when there is nothing to change. */
  readonly writes: readonly Write[]
  readonly result: WriteResult
}

/** Finds the table of a write and the place of its item. Throws an ApiError. */
export async function locate(catalog: Catalog, write: ItemWrite): Promise<Target> {
  const table = await catalog.get(write.table)
  return { write, table, storageKey: itemKey(table, write.key(table)) }
}

/**
 * Decides a write. It may be called again; `entry` is the item's row as it was read. Throws an ApiError
 * to refuse.
 */
export function planWrite(
  { write, table, storageKey }: Target,
  entry: Entry | undefined,
  context: LogContext,
): Plan {
  const before = entry && openRow(table, storageKey, entry.value, entry.hint)
  const decision = write.decide(table, before)
  const after = imageAfter(decision, before)
  const checks: Plan['checks'] = [
    { key: storageKey, version: entry?.version ?? 'absent' },
    { key: table.catalogKey, version: table.catalogVersion },
  ]
  if (decision.action === 'none') {
    const growth = { table, collection: undefined, items: 0, bytes: 0, indexes: [] }
    return { checks, writes: [], result: { table, before, after, touched: [], growth } }
  }

  const seen = hasDerivedRows(table) || isLogged(table)
  const beforeImage = seen && before ? imageOf(before) : undefined
  const index = indexWrites(table, beforeImage, after)
  const expiry = expiryWrites(table, storageKey, beforeImage?.item, after?.item)
  const collection = table.hasCollections
    ? { id: partitionOf(table, storageKey), item: after?.item }
    : undefined
  const owner = table.descriptor.accountId
  const images = { before: beforeImage, after }
  const log = logWrites(table, storageKey, images, write.actor, context)
  const growth = {
    table,
    collection,
    logged: log && { shard: log.shard, bytes: log.write.value?.length ?? 0 },
    ...growthOf(before, after?.encoded),
    indexes: index.growth,
  }
  const value = after && sealItem(table.keys.sealer, owner, storageKey, after.encoded)
  return {
    checks,
    writes: [
      { key: storageKey, value, hint: after?.encoded.size },
      ...index.writes,
      ...expiry,
      ...(log ? [log.write] : []),
    ],
    result: { table, before, after, touched: index.touched, growth },
  }
}

/** Whether rows follow from the items, so that the item before a write must be known whole. */
function hasDerivedRows(table: Table): boolean {
  return table.indexes.length > 0 || table.expiry !== undefined
}

function imageAfter(decision: Decision, before: StoredItem | undefined): Image | undefined {
  switch (decision.action) {
    case 'put':
      return { item: decision.item, encoded: encodeItem(decision.item, decision.size) }
    case 'delete':
      return undefined
    case 'none':
      return before && imageOf(before)
  }
}

function imageOf(stored: StoredItem): Image {
  assert(stored.size > 0, 'a stored item has a size')
  return { item: stored.item, encoded: { size: stored.size, json: stored.json } }
}
