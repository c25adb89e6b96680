import { limits } from '../../base/index.ts'
import { tableNotFound, transactionConflict } from '../../errors/index.ts'
import type { Write } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import { metaKey, purgeKey, sealCountKey } from '../rows/spaces.ts'
import { epochsOf } from '../rows/table-keys.ts'
import { streamContext, streamRows } from './stream-rows.ts'
import type { TableName } from './catalog.ts'
import { readCounter, writeCounter } from './counters.ts'
import type { TableDeps } from './create-table.ts'
import type { TableDescriptor } from './descriptor.ts'

/**
 * Takes the table out of the catalogue, with its keys, in one commit: from then on its rows can be
 * neither found nor opened; only its streams are kept, for their last day. The same commit leaves a
 * note from which the rows are purged later.
 * `check` throws an ApiError to refuse; `also` is written in the same commit.
 */
export async function deleteTable(
  deps: Pick<TableDeps, 'store' | 'catalog' | 'keys' | 'clock' | 'random'>,
  name: TableName,
  check: (descriptor: TableDescriptor) => void,
  also: readonly Write[] = [],
): Promise<TableDescriptor> {
  for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
    const table = await deps.catalog.look(name)
    if (table === undefined) throw tableNotFound(name.name)
    check(table.descriptor)
    const { id, keys } = table.descriptor
    const tables = await readCounter(deps.store, metaKey(`tables of ${name.accountId}`))
    const streams = streamRows(streamContext(deps), table, undefined)
    const result = await deps.store.commit({
      checks: [
        { key: table.catalogKey, version: table.catalogVersion },
        tables.check,
        ...streams.checks,
      ],
      writes: [
        { key: table.catalogKey, value: undefined },
        { key: purgeKey(id), value: Buffer.of(1) },
        ...epochsOf(keys).map((epoch) => ({ key: sealCountKey(id, epoch), value: undefined })),
        writeCounter(tables, tables.value - 1),
        ...also,
        ...streams.writes,
      ],
    })
    deps.catalog.forget(name)
    if (committedOrConflict(result).outcome === 'committed') {
      deps.keys.forget(keys.dataKey)
      return table.descriptor
    }
  }
  throw transactionConflict()
}
