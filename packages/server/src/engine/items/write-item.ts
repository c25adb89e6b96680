import { assert, limits } from '../../base/index.ts'
import { transactionConflict } from '../../errors/index.ts'
import type { Check, KvStore, Write } from '../../storage/kv.ts'
import type { AttributeMap } from '../../values/index.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import { indexWrites, type Image } from '../indexes/index-writes.ts'
import { encodeItem, sealItem, StoredItem, type EncodedItem } from '../rows/item-row.ts'
import { itemKey } from '../tables/table-rows.ts'
import type { Catalog, TableName } from '../tables/catalog.ts'
import type { Index, Table } from '../tables/table.ts'
import type { KeyLocks } from './key-locks.ts'

/** What a write wants done. */
export type Decision =
  | { readonly action: 'put'; readonly item: AttributeMap }
  | { readonly action: 'delete' }
  /** Nothing to change, such as the deletion of an item that is not there. */
  | { readonly action: 'none' }

export interface ItemWrite {
  readonly table: TableName
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

/** A write that was committed. */
export interface WriteResult {
  readonly table: Table
  readonly before: StoredItem | undefined
  /** The item as it is now; undefined where it is deleted or was never there. */
  readonly after: Image | undefined
  /** Bytes of the rows written to each touched index, for capacity. */
  readonly touched: readonly { readonly index: Index; readonly bytes: readonly number[] }[]
}

export interface WriteDeps {
  readonly store: KvStore
  readonly catalog: Catalog
  readonly locks: KeyLocks
}

/** Reads, decides and commits against the versions that were read; on conflict, again, a bounded number of times. */
export async function writeItem(deps: WriteDeps, write: ItemWrite): Promise<WriteResult> {
  const table = await deps.catalog.get(write.table)
  const key = itemKey(table, write.key(table))
  return deps.locks.hold(key.toString('latin1'), async () => {
    for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
      const result = await tryWrite(deps, write)
      if (result !== undefined) return result
    }
    throw transactionConflict()
  })
}

/** One attempt; undefined when it conflicted. */
async function tryWrite(deps: WriteDeps, write: ItemWrite): Promise<WriteResult | undefined> {
  const table = await deps.catalog.get(write.table)
  const owner = table.descriptor.accountId
  const key = itemKey(table, write.key(table))
  const entry = await deps.store.get(key)
  const before = entry && new StoredItem(table.keys.sealer, owner, key, entry.value)
  const decision = write.decide(table, before)

  const after = imageAfter(decision, before)
  if (decision.action === 'none') return { table, before, after, touched: [] }

  const beforeImage = table.indexes.length > 0 && before ? imageOf(before) : undefined
  const index = indexWrites(table, beforeImage, after)
  const value = after && sealItem(table.keys.sealer, owner, key, after.encoded)
  const writes: Write[] = [{ key, value }, ...index.writes]
  const checks: Check[] = [
    { key, version: entry?.version ?? 'absent' },
    // The table still exists, and has the indexes that were written.
    { key: table.catalogKey, version: table.catalogVersion },
  ]
  const result = committedOrConflict(await deps.store.commit({ checks, writes }))
  if (result.outcome === 'conflict') {
    if (result.check === 1) deps.catalog.forget(write.table)
    return undefined
  }
  return { table, before, after, touched: index.touched }
}

function imageAfter(decision: Decision, before: StoredItem | undefined): Image | undefined {
  switch (decision.action) {
    case 'put':
      return { item: decision.item, encoded: encodeItem(decision.item) }
    case 'delete':
      return undefined
    case 'none':
      return before && imageOf(before)
  }
}

function imageOf(stored: StoredItem): Image {
  const encoded: EncodedItem = { size: stored.size, json: stored.json }
  assert(encoded.size > 0, 'a stored item has a size')
  return { item: stored.item, encoded }
}
