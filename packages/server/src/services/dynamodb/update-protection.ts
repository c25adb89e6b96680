import type { TableDescriptor } from '../../engine/index.ts'
import { throttling } from '../../errors/index.ts'

/** The protection may change once in this many milliseconds. */
const restMs = 15_000

/** Deletion protection on or off. Sending the current value again changes nothing. */
export function changeProtection(
  table: TableDescriptor,
  enabled: boolean,
  now: number,
): TableDescriptor {
  if (table.deletionProtection === enabled) return table
  const again = (table.deletionProtectionChangedAt ?? -Infinity) + restMs
  if (now < again) {
    throw throttling(
      `Deletion protection setting for table ${table.name} modified within the previous ${String(restMs)} milliseconds. Please try again after ${new Date(again).toISOString()}`,
    )
  }
  return { ...table, deletionProtection: enabled, deletionProtectionChangedAt: now }
}
