import { assert, limits, type Clock, type Random } from '../../base/index.ts'
import { limitExceeded, resourceInUse, transactionConflict } from '../../errors/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import type { TableKeyCache } from '../rows/key-cache.ts'
import { catalogKey, metaKey } from '../rows/spaces.ts'
import type { WrappedTableKeys } from '../rows/table-keys.ts'
import type { Catalog } from './catalog.ts'
import { firstRow } from './statistics-rows.ts'
import { streamContext, streamRows } from './stream-rows.ts'
import { enableStream, settlingStream } from './switch-stream.ts'
import type { IndexDescriptor, StreamViewType, TableDescriptor } from './descriptor.ts'
import { readCounter, writeCounter } from './counters.ts'
import { beginTransition, transitionAt, type TableDelays } from './transition.ts'

export interface TableDeps {
  readonly store: KvStore
  readonly catalog: Catalog
  readonly keys: TableKeyCache
  readonly clock: Clock
  readonly random: Random
  readonly delays: TableDelays
  /** Shards with which a stream begins. */
  readonly streamShards: number
}

/** A descriptor before the engine gives it its identity. */
export type TableDefinition = Omit<
  TableDescriptor,
  'id' | 'tableId' | 'createdAt' | 'keys' | 'indexes' | 'stream' | 'log'
> & {
  readonly indexes: readonly Omit<IndexDescriptor, 'id'>[]
  /** Absent: without a stream. */
  readonly streamView?: StreamViewType
}

/** Creates the table. Throws ResourceInUseException when the name is taken. */
export async function createTable(
  deps: TableDeps,
  definition: TableDefinition,
): Promise<TableDescriptor> {
  const { accountId, name } = definition
  const key = catalogKey(accountId, name)
  let keys: WrappedTableKeys | undefined
  const now = deps.clock.now()
  for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
    const there = await deps.catalog.look(definition)
    if (there !== undefined) {
      throw resourceInUse(
        transitionAt(there.descriptor, now)?.kind === 'create'
          ? `Attempt to change a resource which is still in use: Table is being created: ${name}`
          : `Table already exists: ${name}`,
      )
    }
    const ids = await readCounter(deps.store, metaKey('last table id'))
    const tables = await readCounter(deps.store, metaKey(`tables of ${accountId}`))
    if (tables.value >= limits.tables) {
      throw limitExceeded(
        `Subscriber limit exceeded: There is a limit of ${String(limits.tables)} tables per subscriber`,
      )
    }
    const id = ids.value + 1
    keys ??= await deps.keys.create(definition, definition.encryption?.keyArn)
    assert(id < 2 ** 32, 'a table id fits in its four bytes')
    const { streamView, ...defined } = definition
    const bare: TableDescriptor = {
      ...defined,
      id,
      tableId: deps.random.uuid(),
      createdAt: now,
      indexes: definition.indexes.map((index, position) => ({ ...index, id: position + 1 })),
      keys,
    }
    const streaming = streamView
      ? enableStream(bare, streamView, deps.clock.now(), deps.streamShards)
      : bare
    const creating = beginTransition(streaming, 'create', deps.delays, now)
    const descriptor = settlingStream(creating, creating.transition?.until)
    const streams = streamRows(streamContext(deps), undefined, descriptor)
    const result = await deps.store.commit({
      checks: [{ key, version: 'absent' }, ids.check, tables.check, ...streams.checks],
      writes: [
        { key, value: deps.catalog.seal(descriptor) },
        firstRow(deps.catalog.sealer, id),
        writeCounter(ids, id),
        writeCounter(tables, tables.value + 1),
        ...streams.writes,
      ],
    })
    deps.catalog.forget(definition)
    if (committedOrConflict(result).outcome === 'committed') return descriptor
  }
  throw transactionConflict()
}
