import { limits, type Clock, type Random } from '../../base/index.ts'
import { itemCollectionSizeLimitExceeded, transactionConflict } from '../../errors/index.ts'
import type { Companion, KvStore } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import type { Catalog } from '../tables/catalog.ts'
import type { Statistics } from '../tables/statistics.ts'
import type { CollectionLimit } from './collection-limit.ts'
import type { KeyLocks } from './key-locks.ts'
import { locate, type ItemWrite, type Target, type WriteResult } from './plan-write.ts'
import { WriteCharge } from './write-charge.ts'

export interface WriteDeps {
  readonly store: KvStore
  readonly catalog: Catalog
  readonly locks: KeyLocks
  readonly statistics: Statistics
  readonly clock: Clock
  readonly random: Random
  readonly collections: CollectionLimit
}

/**
 * Reads, decides and commits against the versions that were read; on conflict, again, a bounded number of
 * times. Throws TransactionConflictException where the item is part of a transaction that is under way.
 * `by`: goes along with the commit.
 */
export async function writeItem(
  deps: WriteDeps,
  write: ItemWrite,
  by?: Companion,
): Promise<WriteResult> {
  const first = await locate(deps.catalog, write)
  if (deps.locks.transacted(first.storageKey)) throw transactionConflict()
  return deps.locks.hold([first.storageKey], () => decideAndCommit(deps, first, by))
}

/** The same, but waits for a transaction that has the item: the answer of a batch knows no conflict. */
export async function writeItemInTurn(
  deps: WriteDeps,
  write: ItemWrite,
  by?: Companion,
): Promise<WriteResult> {
  const first = await locate(deps.catalog, write)
  return deps.locks.hold([first.storageKey], () => decideAndCommit(deps, first, by))
}

async function decideAndCommit(
  deps: WriteDeps,
  first: Target,
  by: Companion | undefined,
): Promise<WriteResult> {
  let target = first
  const charge = new WriteCharge(false, () => ({
    now: deps.clock.now(),
    random: deps.random,
    ordinal: 0,
  }))
  for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
    const plan = charge.plan(target, await deps.store.get(target.storageKey))
    const { checks, writes } = plan
    if (writes.length === 0) return plan.result
    const result = committedOrConflict(
      await deps.collections.commit(
        [plan.result.growth],
        () =>
          deps.statistics.counted([plan.result.growth], () =>
            deps.store.commit({ checks, writes, by }),
          ),
        () => {
          charge.refund()
          throw itemCollectionSizeLimitExceeded()
        },
      ),
    )
    if (result.outcome === 'committed') return plan.result
    if (result.check === plan.checks.length - 1) {
      deps.catalog.forget(target.write.table)
      target = await locate(deps.catalog, target.write)
    }
  }
  charge.refund()
  throw transactionConflict()
}
