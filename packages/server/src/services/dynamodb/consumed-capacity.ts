import { emptyRecord } from '../../base/index.ts'
import type { Consumed } from '../../engine/index.ts'

export interface Capacity {
  CapacityUnits: number
}

export interface ConsumedCapacity extends Capacity {
  TableName: string
  Table?: Capacity
  LocalSecondaryIndexes?: Record<string, Capacity>
  GlobalSecondaryIndexes?: Record<string, Capacity>
}

export type ReturnConsumedCapacity = 'INDEXES' | 'TOTAL' | 'NONE'

/** The `ConsumedCapacity` of one table as asked for, or undefined. `measure` is called only when asked. */
export function consumedCapacity(
  asked: ReturnConsumedCapacity | undefined,
  measure: () => Consumed,
): ConsumedCapacity | undefined {
  if (asked === undefined || asked === 'NONE') return undefined
  const consumed = measure()
  const TableName = consumed.table.descriptor.name
  let CapacityUnits = consumed.units
  for (const units of consumed.indexes.values()) CapacityUnits += units
  if (asked === 'TOTAL') return { TableName, CapacityUnits }

  const answer: ConsumedCapacity = {
    TableName,
    CapacityUnits,
    Table: { CapacityUnits: consumed.units },
  }
  for (const [index, units] of consumed.indexes) {
    const member = index.kind === 'local' ? 'LocalSecondaryIndexes' : 'GlobalSecondaryIndexes'
    const capacities = (answer[member] ??= emptyRecord<Capacity>())
    capacities[index.name] = { CapacityUnits: units }
  }
  return answer
}
