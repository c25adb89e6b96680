import {
  addConsumed,
  getItems,
  itemKey,
  readUnits,
  type Consumed,
  type Engine,
  type ItemWrite,
} from '../../engine/index.ts'
import { consumedCapacity, type ReturnConsumedCapacity } from './consumed-capacity.ts'

/** Adds what one item of a transaction consumed to the total of its table. */
export function addTo(totals: Map<string, Consumed>, more: Consumed): void {
  const { tableId } = more.table.descriptor
  const total = totals.get(tableId)
  if (total) addConsumed(total, more)
  else totals.set(tableId, more)
}

/** A transactional write costs twice: once to prepare and once to commit. */
export function doubled({ table, units, indexes }: Consumed): Consumed {
  return {
    table,
    units: 2 * units,
    indexes: new Map([...indexes].map(([index, each]) => [index, 2 * each])),
  }
}

/** A transaction that was done before, under the same token, costs a transactional read of its items. */
export async function addRepeated(
  { store, catalog }: Pick<Engine, 'store' | 'catalog'>,
  writes: readonly ItemWrite[],
  consumed: Map<string, Consumed>,
): Promise<void> {
  const wanted = []
  for (const each of writes) {
    const table = await catalog.get(each.table)
    wanted.push({ table, storageKey: itemKey(table, each.key(table)) })
  }
  const stored = await getItems(store, wanted)
  wanted.forEach(({ table }, at) => {
    addTo(consumed, {
      table,
      units: 2 * readUnits(stored[at]?.size ?? 0, true),
      indexes: new Map(),
    })
  })
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
