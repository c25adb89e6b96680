import { limits, type Job } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import { idPrefix, space } from '../rows/spaces.ts'

const notes = Buffer.of(space.purge)

/**
 * Removes the rows of deleted tables and indexes. The notes to do so are rows themselves, so that a purge which
 * a crash interrupts goes on at the next start. Each step removes a bounded number of rows.
 */
export function purgeJob(store: KvStore): Job {
  return {
    name: 'purge',
    atStart: true,
    everyMs: undefined,
    restFactor: 1,
    async step() {
      const [note] = await store.range({ start: notes, end: prefixEnd(notes), limit: 1 })
      if (note === undefined) return 'done'
      for (const prefix of prefixesOf(note.key)) {
        const end = prefixEnd(prefix)
        const rows = await store.range({ start: prefix, end, limit: limits.backgroundRows })
        if (rows.length === 0) continue
        await remove(
          store,
          rows.map((row) => row.key),
        )
        return 'more'
      }
      await remove(store, [note.key])
      return 'more'
    },
  }
}

/** What the rows begin with that a note is about. */
function prefixesOf(note: Buffer): Buffer[] {
  const tableId = note.readUInt32BE(1)
  const ids = note.length > 5 ? [tableId, note.readUInt32BE(5)] : [tableId]
  const derived = [space.index, space.ttl].map((each) => idPrefix(each, ...ids))
  return ids.length > 1
    ? derived
    : [space.item, space.statistics].map((each) => idPrefix(each, tableId)).concat(derived)
}

async function remove(store: KvStore, keys: readonly Buffer[]): Promise<void> {
  const writes = keys.map((key) => ({ key, value: undefined }))
  committedOrConflict(await store.commit({ checks: [], writes }))
}
