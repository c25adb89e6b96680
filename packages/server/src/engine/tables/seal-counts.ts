import { limits, type Clock, type Random } from '../../base/index.ts'
import { ApiError, transactionConflict } from '../../errors/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import type { KeyOwner, TableKeyCache } from '../rows/key-cache.ts'
import { sealCountKey } from '../rows/spaces.ts'
import type { Catalog } from './catalog.ts'
import { changeTable } from './change-table.ts'
import { readCounter, writeCounter } from './counters.ts'

/**
 * Sets seals of a data key aside: the count that is stored is never less than what was sealed, in all
 * processes and after every crash. False when that many are not left of `perKey`.
 */
export async function reserveSeals(
  store: KvStore,
  perKey: number,
  tableId: number,
  epoch: number,
  seals: number,
): Promise<boolean> {
  for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
    const counter = await readCounter(store, sealCountKey(tableId, epoch))
    if (counter.value + seals > perKey) return false
    const result = await store.commit({
      checks: [counter.check],
      writes: [writeCounter(counter, counter.value + seals)],
      aside: true,
    })
    if (committedOrConflict(result).outcome === 'committed') return true
  }
  throw transactionConflict()
}

/** Gives the table its next data key, unless it has one or is gone. */
export async function rollOver(
  deps: {
    readonly store: KvStore
    readonly catalog: Catalog
    readonly keys: TableKeyCache
    readonly clock: Clock
    readonly random: Random
  },
  owner: KeyOwner,
  epoch: number,
): Promise<void> {
  const record = await deps.catalog.look(owner)
  if (record === undefined) return
  const { keys } = record.descriptor
  const tableKey = await deps.keys.tableKey(owner, keys)
  try {
    await changeTable(
      deps,
      owner,
      (before) =>
        before.id === owner.id &&
        before.keys.epoch === epoch &&
        before.keys.dataKey === keys.dataKey
          ? { ...before, keys: tableKey.addEpoch(before.keys) }
          : before,
      { aside: true },
    )
  } catch (error) {
    if (error instanceof ApiError && error.code === 'ResourceNotFoundException') return
    throw error
  }
}
