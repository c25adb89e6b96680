import { limits } from '../../base/index.ts'
import { tableNotFound, transactionConflict } from '../../errors/index.ts'
import type { Write } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import { streamContext, streamRows } from './stream-rows.ts'
import type { TableName } from './catalog.ts'
import type { TableDeps } from './create-table.ts'
import type { TableDescriptor } from './descriptor.ts'

/** Rows that are written in the commit of the change. */
export type AlsoWrite = (after: TableDescriptor, before: TableDescriptor) => readonly Write[]

export interface ChangeOptions {
  /** Words the refusal where there is no such table. */
  readonly missing?: () => Error
  readonly also?: AlsoWrite
  /** As in a commit: whether this is what no request asked for. */
  readonly aside?: true
}

/**
 * Changes a table's descriptor. `change` is pure and may be called again when another change came
 * between; it throws an ApiError to refuse, and gives back what it got to change nothing.
 */
export async function changeTable(
  deps: Pick<TableDeps, 'store' | 'catalog' | 'clock' | 'random'>,
  name: TableName,
  change: (before: TableDescriptor) => TableDescriptor,
  { missing = () => tableNotFound(name.name), also = () => [], aside }: ChangeOptions = {},
): Promise<{ before: TableDescriptor; after: TableDescriptor }> {
  for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
    const table = await deps.catalog.look(name)
    if (table === undefined) throw missing()
    const before = table.descriptor
    const after = change(before)
    if (after === before) return { before, after }
    const { checks, writes } = streamRows(streamContext(deps), table, after)
    const result = await deps.store.commit({
      checks: [{ key: table.catalogKey, version: table.catalogVersion }, ...checks],
      writes: [
        { key: table.catalogKey, value: deps.catalog.seal(after) },
        ...writes,
        ...also(after, before),
      ],
      ...(aside && { aside }),
    })
    deps.catalog.forget(name)
    if (committedOrConflict(result).outcome === 'committed') return { before, after }
  }
  throw transactionConflict()
}
