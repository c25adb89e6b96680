import {
  addConsumed,
  consumedByWrite,
  doubled,
  getTransaction,
  itemKey,
  readUnits,
  type Catalog,
  type Consumed,
  type ItemWrite,
  type WriteResult,
} from '../../engine/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import { consumedCapacity, type ReturnConsumedCapacity } from './consumed-capacity.ts'

/** Adds what one item of a transaction consumed to the total of its table. */
export function addTo(totals: Map<string, Consumed>, more: Consumed): void {
  const { tableId } = more.table.descriptor
  const total = totals.get(tableId)
  if (total) addConsumed(total, more)
  else totals.set(tableId, more)
}

/**
 * The `ConsumedCapacity` of a transaction, one entry a table. Transactions also say in which
 * direction the units were consumed.
 */
export function transactionCapacities(
  asked: ReturnConsumedCapacity | undefined,
  totals: ReadonlyMap<string, Consumed>,
  direction: 'read' | 'write',
): object[] | undefined {
  const member = direction === 'read' ? 'ReadCapacityUnits' : 'WriteCapacityUnits'
  const capacities = [...totals.values()].flatMap((total) => {
    const capacity = consumedCapacity(asked, () => total)
    if (capacity === undefined) return []
    const table = capacity.Table && { ...capacity.Table, [member]: capacity.Table.CapacityUnits }
    return [
      {
        ...capacity,
        [member]: capacity.CapacityUnits,
        ...(table === undefined ? {} : { Table: table }),
      },
    ]
  })
  return capacities.length > 0 ? capacities : undefined
}

/** What the writes of a transaction consumed, by table. */
export function consumedByWrites(results: readonly WriteResult[]): Map<string, Consumed> {
  const consumed = new Map<string, Consumed>()
  for (const result of results) addTo(consumed, doubled(consumedByWrite(result)))
  return consumed
}

/** A transaction that was done before under its token costs a transactional read of its items. */
export async function consumedByRepeat(
  { store, catalog }: { readonly store: KvReader; readonly catalog: Catalog },
  writes: readonly ItemWrite[],
): Promise<Map<string, Consumed>> {
  const wanted = []
  for (const each of writes) {
    const table = await catalog.get(each.table)
    wanted.push({ table, storageKey: itemKey(table, each.key(table)) })
  }
  const stored = await getTransaction(store, wanted)
  const consumed = new Map<string, Consumed>()
  for (const [at, { table }] of wanted.entries()) {
    const units = 2 * readUnits(stored[at]?.size ?? 0, true)
    addTo(consumed, { table, units, indexes: new Map() })
  }
  return consumed
}
