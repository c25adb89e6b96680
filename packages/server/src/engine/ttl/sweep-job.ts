import { limits, type Clock, type Random, type Job } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import type { CollectionLimit } from '../items/collection-limit.ts'
import type { Catalog } from '../tables/catalog.ts'
import type { Statistics } from '../tables/statistics.ts'
import type { Expiry, Table } from '../tables/table.ts'
import { deleteExpired } from './delete-expired.ts'
import { expiryStart } from '../indexes/expiry-rows.ts'
import { nextSweepNote, type SweepNote } from '../indexes/sweep-notes.ts'

const everyMs = 5000
/** Items that expired longer ago than this are left alone, as the service does: more likely a mistake than a date. */
const oldestSeconds = 5 * 365.25 * 86_400

export interface SweepDeps {
  readonly random: Random
  readonly store: KvStore
  readonly catalog: Catalog
  readonly clock: Clock
  readonly statistics: Statistics
  readonly collections: CollectionLimit
}

/** Deletes expired items: one table, and a bounded number of its items, a step. */
export function expirySweepJob(deps: SweepDeps): Job {
  let last: SweepNote | undefined
  /** Whether a table of this round had more than a step takes. */
  let again = false
  return {
    name: 'expiry sweep',
    atStart: true,
    everyMs,
    restFactor: 1,
    async step() {
      last = await nextSweepNote(deps.store, last)
      if (last === undefined) {
        const more = again
        again = false
        return more ? 'more' : 'done'
      }
      if (await sweep(deps, last)) again = true
      return 'more'
    },
  }
}

/** True when there may be more. */
async function sweep(deps: SweepDeps, note: SweepNote): Promise<boolean> {
  const descriptor = (await deps.catalog.look(note.table))?.descriptor
  if (descriptor?.id !== note.tableId || descriptor.expiry === undefined) {
    const writes = [{ key: note.check.key, value: undefined }]
    committedOrConflict(await deps.store.commit({ checks: [note.check], writes }))
    return false
  }
  // Not before every item has its row, nor when they are given up.
  if (descriptor.expiry.state !== undefined) return false
  const table = await deps.catalog.get(note.table)
  return table.expiry?.id === descriptor.expiry.id && sweepTable(deps, table, table.expiry)
}

async function sweepTable(deps: SweepDeps, table: Table, expiry: Expiry): Promise<boolean> {
  const now = Math.floor(deps.clock.now() / 1000)
  const limit = limits.expiredItems
  const rows = await deps.store.range({
    start: expiryStart(expiry, Math.max(0, now - oldestSeconds)),
    end: expiryStart(expiry, now),
    limit,
  })
  if (rows.length > 0) await deleteExpired(deps, table, expiry, rows)
  return rows.length === limit
}
