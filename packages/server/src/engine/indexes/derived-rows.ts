import type { Entry, Write } from '../../storage/kv.ts'
import { sealItem } from '../rows/item-row.ts'
import type { ExpiryDescriptor, IndexState, TableDescriptor } from '../tables/descriptor.ts'
import { openRow } from '../tables/table-rows.ts'
import type { Index, Table } from '../tables/table.ts'
import { expiryBuilt, expiryRemoved } from './change-expiry.ts'
import { expiryRow } from './expiry-rows.ts'
import { indexRow } from './index-writes.ts'
import { removeIndex, setIndexState } from './lifecycle.ts'

/** Rows that follow from the items of a table, as the build job sees them: an index, for example. */
export interface DerivedRows {
  readonly state: IndexState | undefined
  /** The descriptor when the rows begin to be filled in. */
  begun(table: TableDescriptor): TableDescriptor
  /** The descriptor when all rows are there. */
  completed(table: TableDescriptor): TableDescriptor
  /** The descriptor without the rows, which are removed later. */
  removed(table: TableDescriptor): TableDescriptor
  /** The row that an item is to have, or undefined where it has none. */
  rowOf(table: Table, item: Entry): Write | undefined
}

/** The derived rows with an id, or undefined where the table has none such. */
export function derivedRows(table: TableDescriptor, id: number): DerivedRows | undefined {
  if (table.expiry?.id === id) return expiryRows(table.expiry)
  const index = table.indexes.find((each) => each.id === id)
  if (index === undefined) return undefined
  return {
    state: index.state,
    begun: (before) => setIndexState(before, id, 'BACKFILLING'),
    completed: (before) => setIndexState(before, id, undefined),
    removed: (before) => removeIndex(before, id),
    rowOf(compiled, item) {
      const maintained = compiled.indexes.find((each) => each.id === id)
      return maintained && rowIn(maintained, compiled, item)
    },
  }
}

function expiryRows({ state }: ExpiryDescriptor): DerivedRows {
  return {
    state,
    begun: (before) => before,
    completed: expiryBuilt,
    removed: expiryRemoved,
    rowOf: (table, { key, value }) =>
      table.expiry && expiryRow(table, table.expiry, key, openRow(table, key, value).item),
  }
}

function rowIn(index: Index, table: Table, { key, value }: Entry): Write | undefined {
  const stored = openRow(table, key, value)
  const row = indexRow(table, index, {
    item: stored.item,
    encoded: { size: stored.size, json: stored.json },
  })
  if (row === undefined) return undefined
  const { sealer } = table.keys
  return { key: row.key, value: sealItem(sealer, table.descriptor.accountId, row.key, row.content) }
}
