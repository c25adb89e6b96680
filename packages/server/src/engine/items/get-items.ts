import { ApiError, transactionCanceled, type CancellationReason } from '../../errors/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import type { AttributeMap } from '../../values/index.ts'
import { readUnits } from '../capacity.ts'
import type { StoredItem } from '../rows/item-row.ts'
import { itemKey } from '../tables/table-rows.ts'
import type { Table } from '../tables/table.ts'
import { checkKey } from './key-rules.ts'
import { readRow, readRows, type Place } from './read-rows.ts'

/** An item that is wanted, and whether its read is to cost as a consistent one: all reads are. */
export interface Wanted extends Place {
  readonly consistent: boolean
}

/**
 * One item by its `Key` parameter. Throws a validation error when the key does not fit the schema,
 * and the service's refusal when the table has no capacity left.
 */
export async function getItem(
  reader: KvReader,
  table: Table,
  key: AttributeMap,
  consistent: boolean,
): Promise<StoredItem | undefined> {
  checkKey(table, key)
  table.meter?.admitRead(undefined)
  const item = await readRow(reader, { table, storageKey: itemKey(table, key) })
  charge(table, item, consistent ? 1 : 0.5)
  return item
}

/** What became of one item of a batch. */
export type BatchRead =
  | { readonly outcome: 'read'; readonly item: StoredItem | undefined }
  /** It would have made the answer too large. */
  | { readonly outcome: 'left-out' }
  /** Its table had no capacity left. */
  | { readonly outcome: 'throttled'; readonly error: ApiError }

/**
 * Items of several tables at one point in time, in the order of the keys, as many as their tables
 * have capacity for and as fit into the bytes.
 */
export async function getBatch(
  reader: KvReader,
  wanted: readonly Wanted[],
  byteLimit: number,
): Promise<BatchRead[]> {
  const closed = new Map<Table, ApiError | undefined>()
  for (const { table } of wanted) if (!closed.has(table)) closed.set(table, refusal(table))
  const open = wanted.filter(({ table }) => closed.get(table) === undefined)
  const items = new Map<Wanted, StoredItem | undefined>()
  const rows = await readRows(reader, open)
  for (const [at, each] of open.entries()) items.set(each, rows[at])

  let bytes = 0
  return wanted.map((each): BatchRead => {
    const error = closed.get(each.table) ?? refusal(each.table)
    if (error !== undefined) return { outcome: 'throttled', error }
    const item = items.get(each)
    if (bytes + (item?.size ?? 0) > byteLimit) return { outcome: 'left-out' }
    bytes += item?.size ?? 0
    charge(each.table, item, each.consistent ? 1 : 0.5)
    return { outcome: 'read', item }
  })
}

/**
 * Items of several tables at one point in time, all or none, at the price of a transaction. Throws
 * TransactionCanceledException with a reason per item where a table has no capacity left.
 */
export async function getTransaction(
  reader: KvReader,
  wanted: readonly Place[],
): Promise<(StoredItem | undefined)[]> {
  const reasons = wanted.map(({ table }): CancellationReason => {
    const error = refusal(table)
    if (error === undefined) return { Code: 'None' }
    const provisioned = error.code === 'ProvisionedThroughputExceededException'
    return {
      Code: provisioned ? 'ProvisionedThroughputExceeded' : 'ThrottlingError',
      Message: error.message,
    }
  })
  if (reasons.some(({ Code }) => Code !== 'None')) throw transactionCanceled(reasons)
  const items = await readRows(reader, wanted)
  for (const [at, { table }] of wanted.entries()) charge(table, items[at], 2)
  return items
}

/** Why a table cannot be read from at the moment. */
function refusal({ meter }: Table): ApiError | undefined {
  try {
    meter?.admitRead(undefined)
    return undefined
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
}

/** `times` is what a unit of reading costs: half when eventually consistent, double in a transaction. */
function charge({ meter }: Table, item: StoredItem | undefined, times: 0.5 | 1 | 2): void {
  meter?.chargeRead({ units: times * readUnits(item?.size ?? 0, true), indexes: [] })
}
