import type { TableDescriptor } from '../../engine/index.ts'
import { limitExceeded, validation } from '../../errors/index.ts'

const changesPerPeriod = 2
const periodMs = 30 * 86_400_000

/**
 * The storage class of a table. It decides what the cloud service bills, and so it is kept and
 * described here, and its rules hold, but nothing is stored otherwise.
 */
export function tableClassOf(asked: string | undefined): TableDescriptor['tableClass'] {
  switch (asked) {
    case undefined:
    case 'STANDARD':
    case 'STANDARD_INFREQUENT_ACCESS':
      return asked
    default:
      throw validation(
        'Invalid table-class parameter provided. Please try again with a valid table-class value: [STANDARD, STANDARD_INFREQUENT_ACCESS].',
      )
  }
}

/** Changes the class. Sending the current one changes nothing, but is refused too once the changes are used up. */
export function changeTableClass(
  table: TableDescriptor,
  tableClass: NonNullable<TableDescriptor['tableClass']>,
  now: number,
): TableDescriptor {
  const recent = (table.tableClassChanges ?? []).filter((time) => now - time < periodMs)
  if (recent.length >= changesPerPeriod) {
    throw limitExceeded(
      `Subscriber limit exceeded: Updates to TableClass are limited to ${String(changesPerPeriod)} times in ${String(periodMs / 86_400_000)} day(s).`,
    )
  }
  if ((table.tableClass ?? 'STANDARD') === tableClass) return table
  return { ...table, tableClass, tableClassChanges: [...recent, now] }
}

/** The `TableClassSummary`, absent while no class was ever named. */
export function tableClassSummary(table: TableDescriptor): object | undefined {
  if (table.tableClass === undefined) return undefined
  const last = table.tableClassChanges?.at(-1)
  return {
    TableClass: table.tableClass,
    LastUpdateDateTime: last === undefined ? undefined : last / 1000,
  }
}
