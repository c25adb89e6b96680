import { checkKey, itemKey, type Catalog, type Table } from '../../engine/index.ts'
import { itemOf, selectColumns, type Select } from '../../engine/partiql/index.ts'
import { validation } from '../../errors/index.ts'
import type { StoredItem } from '../../engine/index.ts'
import type { AttributeMap } from '../../values/index.ts'
import { RawJson } from '../operation.ts'
import { sourceIndex } from './partiql-source.ts'
import type { BoundStatement } from './partiql-statement.ts'
import { keyNames } from './partiql-write.ts'

/** A SELECT of one item by its whole key: the only form that batches and transactions have. */
export interface SingleRead {
  readonly select: Select
  readonly table: Table
  readonly storageKey: Buffer
}

/** Finds the item that a SELECT reads. Throws a ValidationException where it may read others. */
export async function locateRead(
  catalog: Catalog,
  bound: BoundStatement,
  select: Select,
  operation: 'BatchExecuteStatement' | 'ExecuteTransaction',
): Promise<SingleRead> {
  const table = await catalog.get(bound.table)
  if (sourceIndex(table, select) !== undefined && operation === 'ExecuteTransaction') {
    throw validation('Reads on indices are not supported within transactions.')
  }
  const item =
    select.index === undefined ? itemOf(select.where, keyNames(table), bound.parameters) : undefined
  if (item === undefined || item.condition !== undefined || select.orderBy !== undefined) {
    throw validation(
      `Select statements within ${operation} must specify the primary key in the where clause.`,
    )
  }
  checkKey(table, item.key)
  return { select, table, storageKey: itemKey(table, item.key) }
}

/** What the SELECT answers of the item that was found. */
export function readItem(
  { columns }: Select,
  stored: StoredItem | undefined,
): RawJson | AttributeMap | undefined {
  if (stored === undefined) return undefined
  return columns ? selectColumns(columns, stored.item) : new RawJson(stored.json)
}
