import type { Commit, Entry, KvStore, Write } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'

/** An item as it was read, and the row that it is to have. */
export interface Found {
  readonly item: Entry
  readonly row: Write
}

/**
 * Writes the rows of items that are still as they were read. One that was changed since is passed
 * over: its writer knew of the index and left the right row itself. Gives the version of the commit;
 * `outdated` means that one of the common checks failed and nothing was written.
 */
export async function backfillRows(
  store: KvStore,
  common: Commit,
  found: readonly Found[],
): Promise<number | 'outdated'> {
  let left = found
  for (;;) {
    const result = committedOrConflict(
      await store.commit({
        checks: [...common.checks, ...left.map(({ item: { key, version } }) => ({ key, version }))],
        writes: [...common.writes, ...left.map(({ row }) => row)],
      }),
    )
    if (result.outcome === 'committed') return result.version
    if (result.check < common.checks.length) return 'outdated'
    const now = await store.getMany(left.map(({ item }) => item.key))
    const changed = result.check - common.checks.length
    // Each round leaves out at least the item that was found changed, so that the rounds end.
    left = left.filter(({ item }, at) => at !== changed && now[at]?.version === item.version)
  }
}
