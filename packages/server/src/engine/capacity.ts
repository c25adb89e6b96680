import type { Index, Table } from './tables/table.ts'

/** Capacity units that a request consumed of one table, by where they were consumed. */
export interface Consumed {
  readonly table: Table
  /** Units of the table itself, its reads or writes. */
  units: number
  readonly indexes: Map<Index, number>
}

/** What a write did, as far as it costs. */
interface Written {
  readonly table: Table
  readonly before: { readonly size: number } | undefined
  readonly after: { readonly encoded: { readonly size: number } } | undefined
  /** Bytes of the rows written to each touched index. */
  readonly touched: readonly { readonly index: Index; readonly bytes: readonly number[] }[]
}

const readUnitBytes = 4096
const writeUnitBytes = 1024

/** Read units for `bytes` read together: 4 KB each, half when eventually consistent, one block at least. */
export function readUnits(bytes: number, consistent: boolean): number {
  return Math.max(1, Math.ceil(bytes / readUnitBytes)) * (consistent ? 1 : 0.5)
}

/** Write units for a row of `bytes`: 1 KB each, one at least. */
export function writeUnits(bytes: number): number {
  return Math.max(1, Math.ceil(bytes / writeUnitBytes))
}

/** A write costs the larger of the images before and after, and the rows that it writes to indexes. */
export function consumedByWrite(result: Written): Consumed {
  const bytes = Math.max(result.before?.size ?? 0, result.after?.encoded.size ?? 0)
  const consumed: Consumed = { table: result.table, units: writeUnits(bytes), indexes: new Map() }
  for (const { index, bytes: rows } of result.touched) {
    consumed.indexes.set(
      index,
      rows.reduce((sum, size) => sum + writeUnits(size), 0),
    )
  }
  return consumed
}

/** A transaction costs twice: once to prepare and once to commit. */
export function doubled({ table, units, indexes }: Consumed): Consumed {
  return {
    table,
    units: 2 * units,
    indexes: new Map([...indexes].map(([index, each]) => [index, 2 * each])),
  }
}

/** Adds what another request of the same table consumed. */
export function addConsumed(into: Consumed, more: Consumed): void {
  into.units += more.units
  for (const [index, units] of more.indexes) {
    into.indexes.set(index, (into.indexes.get(index) ?? 0) + units)
  }
}
