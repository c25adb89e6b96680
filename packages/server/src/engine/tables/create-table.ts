import { assert, limits, type Clock, type Random } from '../../base/index.ts'
import { limitExceeded, resourceInUse, transactionConflict } from '../../errors/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import type { TableKeyCache } from '../rows/key-cache.ts'
import { catalogKey, metaKey } from '../rows/spaces.ts'
import type { WrappedTableKeys } from '../rows/table-keys.ts'
import type { Catalog } from './catalog.ts'
import type { IndexDescriptor, TableDescriptor } from './descriptor.ts'
import { readCounter, writeCounter } from './counters.ts'
import { beginTransition, transitionAt, type TableDelays } from './transition.ts'

export interface TableDeps {
  readonly store: KvStore
  readonly catalog: Catalog
  readonly keys: TableKeyCache
  readonly clock: Clock
  readonly random: Random
  readonly delays: TableDelays
}

/** A descriptor before the engine gives it its identity. */
export type TableDefinition = Omit<
  TableDescriptor,
  'id' | 'tableId' | 'createdAt' | 'keys' | 'indexes'
> & { readonly indexes: readonly Omit<IndexDescriptor, 'id'>[] }

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
    keys ??= await deps.keys.create(definition)
    assert(id < 2 ** 32, 'a table id fits in its four bytes')
    const defined: TableDescriptor = {
      ...definition,
      id,
      tableId: deps.random.uuid(),
      createdAt: now,
      indexes: definition.indexes.map((index, position) => ({ ...index, id: position + 1 })),
      keys,
    }
    const descriptor = beginTransition(defined, 'create', deps.delays, now)
    const result = await deps.store.commit({
      checks: [{ key, version: 'absent' }, ids.check, tables.check],
      writes: [
        { key, value: deps.catalog.seal(descriptor) },
        writeCounter(ids, id),
        writeCounter(tables, tables.value + 1),
      ],
    })
    deps.catalog.forget(definition)
    if (committedOrConflict(result).outcome === 'committed') return descriptor
  }
  throw transactionConflict()
}
