import { addConsumed, type Consumed } from '../../engine/index.ts'
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
