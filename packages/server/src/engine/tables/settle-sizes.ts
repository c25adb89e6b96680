import type { KvStore, Write } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import type { Sealer } from '../rows/sealer.ts'
import {
  baseKey,
  none,
  openRows,
  sizesRow,
  sum,
  type Sizes,
  type StatisticsRows,
} from './statistics-rows.ts'
import type { Table } from './table.ts'

interface Deps {
  readonly store: KvStore
  /** The system's. */
  readonly sealer: Sealer
}

/** Adds the rows of processes that are no more to the base, which may miss what they did last. */
export async function addToBase(
  { store, sealer }: Deps,
  tableId: number,
  base: NonNullable<StatisticsRows['base']>,
  dead: StatisticsRows['processes'],
): Promise<void> {
  const key = baseKey(tableId)
  const sizes = dead.reduce<Sizes>((all, each) => sum(all, each.sizes), base.sizes)
  // On a conflict another process did the same.
  committedOrConflict(
    await store.commit({
      checks: [
        { key, version: base.version },
        ...dead.map((each) => ({ key: each.key, version: each.version })),
      ],
      writes: [
        sizesRow(sealer, key, { ...sizes, uncertain: true }),
        ...dead.map((each) => ({ key: each.key, value: undefined })),
      ],
      aside: true,
    }),
  )
}

/**
 * Makes a count the truth, if no process wrote of a change since before it began. `before` are the
 * rows of then.
 */
export async function setBase(
  { store, sealer }: Deps,
  table: Table,
  { base, processes }: StatisticsRows,
  counted: Sizes,
): Promise<void> {
  const key = baseKey(table.descriptor.id)
  const added = processes.reduce<Sizes>((all, { sizes }) => sum(all, sizes), none)
  const sizes = { ...sum(counted, added, -1), uncertain: false }
  committedOrConflict(
    await store.commit({
      checks: [
        { key: table.catalogKey, version: table.catalogVersion },
        { key, version: base?.version ?? 'absent' },
        ...processes.map((each) => ({ key: each.key, version: each.version })),
      ],
      writes: [sizesRow(sealer, key, sizes)],
      aside: true,
    }),
  )
}

/**
 * Has a table counted when it is asked about again: while rows are filled in, what is written besides
 * does not tell how many there are. No check of the base: what a process settles at the same moment is
 * counted then.
 */
export async function doubtSizes({ store, sealer }: Deps, table: Table): Promise<Write[]> {
  const key = baseKey(table.descriptor.id)
  const entry = await store.get(key)
  if (entry === undefined) return []
  const { base } = openRows(sealer, table.descriptor.id, [entry])
  return base ? [sizesRow(sealer, key, { ...base.sizes, uncertain: true })] : []
}
