import type { Check, Entry, Write } from '../../storage/kv.ts'
import { attributeOf } from '../../values/index.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import { planWrite, type ItemWrite, type Plan } from '../items/plan-write.ts'
import type { WriteDeps } from '../items/write-item.ts'
import type { Expiry, Table } from '../tables/table.ts'
import { expirySeconds, readExpiryRow } from '../indexes/expiry-rows.ts'

/**
 * Deletes the items that expiry rows name, in one commit. Each is decided again from the item as it
 * is, and the commit checks that it stayed so: an item whose time was put off survives.
 */
export async function deleteExpired(
  deps: Pick<WriteDeps, 'store' | 'catalog' | 'statistics' | 'clock' | 'random' | 'collections'>,
  table: Table,
  expiry: Expiry,
  rows: readonly Entry[],
): Promise<void> {
  const found = rows.map((row) => ({ row, ...readExpiryRow(table, expiry, row.key) }))
  const items = await deps.store.getMany(found.map(({ storageKey }) => storageKey))
  const now = deps.clock.now()
  let plans = found.map(({ row, seconds, storageKey }, at) => {
    const target = { write: expire(table, expiry, seconds), table, storageKey }
    const plan = planWrite(target, items[at], { now, random: deps.random, ordinal: at })
    // A row that its item does not confirm is of no use.
    return plan.writes.length > 0 ? plan : { ...plan, writes: [{ key: row.key, value: undefined }] }
  })
  while (plans.length > 0) {
    const growth = plans.map((plan) => plan.result.growth)
    const result = committedOrConflict(
      await deps.collections.counted(growth, () =>
        deps.statistics.counted(growth, () => deps.store.commit(commitOf(table, plans))),
      ),
    )
    if (result.outcome === 'committed') return
    const { check } = result
    if (check === plans.length) {
      deps.catalog.forget(table.descriptor)
      return
    }
    // Somebody changed that item meanwhile: the next sweep looks at it again.
    plans = plans.filter((_, at) => at !== check)
  }
}

function commitOf(
  table: Table,
  plans: readonly Plan[],
): { checks: readonly Check[]; writes: readonly Write[] } {
  return {
    checks: [
      ...plans.map(({ checks: [item] }) => item),
      { key: table.catalogKey, version: table.catalogVersion },
    ],
    writes: plans.flatMap(({ writes }) => writes),
  }
}

/** The deletion of an item that expires in that second, and of no other. */
function expire(table: Table, expiry: Expiry, seconds: number): ItemWrite {
  return {
    table: table.descriptor,
    actor: 'ttl',
    key: () => ({}),
    decide(_schema, before) {
      if (before === undefined) return { action: 'none' }
      const now = expirySeconds(attributeOf(before.item, expiry.attribute))
      return now === seconds ? { action: 'delete' } : { action: 'none' }
    },
  }
}
