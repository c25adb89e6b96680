import { limits, type Job } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import { epochOf } from '../rows/sealer.ts'
import { idPrefix, space } from '../rows/spaces.ts'
import type { Catalog } from './catalog.ts'
import { firstReencryption, noteReencryption, type ReencryptionNote } from './reencryption-notes.ts'
import type { Table } from './table.ts'

/** After each step it rests this many times as long as the step took. */
const restFactor = 4
const noBytes = Buffer.alloc(0)

interface Deps {
  readonly store: KvStore
  readonly catalog: Catalog
}

/**
 * Seals the items and index rows of tables anew whose key was changed, some rows a step. How far it came
 * is a row that changes in the commit of each step. Rows that were written since have the new data key.
 */
export function reencryptionJob(deps: Deps): Job {
  return {
    name: 're-encryption',
    atStart: true,
    everyMs: undefined,
    restFactor,
    async step() {
      const note = await firstReencryption(deps.store)
      if (note === undefined) return 'done'
      await goOn(deps, note)
      return 'more'
    },
  }
}

async function goOn(deps: Deps, note: ReencryptionNote): Promise<void> {
  const table = await deps.catalog.find(note)
  const check = { key: note.key, version: note.version }
  if (table?.descriptor.id !== note.tableId) {
    await deps.store.commit({ checks: [check], writes: [{ key: note.key, value: undefined }] })
    return
  }
  const { rows, more } = await nextRows(deps.store, note)
  const last = rows.at(-1)
  const next = last === undefined ? more : last.key
  const old = rows.filter((row) => epochOf(row.value) !== table.descriptor.keys.epoch)
  const progress =
    next === undefined
      ? { key: note.key, value: undefined }
      : noteReencryption(table.descriptor, next)
  const result = await deps.store.commit({
    checks: [
      check,
      { key: table.catalogKey, version: table.catalogVersion },
      ...old.map(({ key, version }) => ({ key, version })),
    ],
    writes: [...old.map((row) => ({ key: row.key, value: resealed(table, row) })), progress],
  })
  // After a conflict the same rows are looked at again: some have changed, and have the new key.
  if (committedOrConflict(result).outcome === 'conflict') deps.catalog.forget(note)
}

function resealed(table: Table, row: { readonly key: Buffer; readonly value: Buffer }): Buffer {
  const { accountId } = table.descriptor
  const plaintext = table.keys.sealer.open(accountId, row.key, row.value)
  return table.keys.sealer.seal(accountId, row.key, noBytes, plaintext)
}

/** The next rows of the table's own, then of its indexes; `more` is where the indexes begin. */
async function nextRows(store: KvStore, note: ReencryptionNote) {
  const own = idPrefix(space.item, note.tableId)
  const indexes = idPrefix(space.index, note.tableId)
  const after = note.after === undefined ? undefined : Buffer.from(note.after, 'base64')
  const prefix = after?.[0] === space.index ? indexes : own
  const start = after === undefined ? prefix : Buffer.concat([after, Buffer.of(0)])
  const end = prefixEnd(prefix)
  const rows = await store.range({
    start,
    end,
    limit: limits.backgroundRows,
    byteLimit: limits.backfillBytes,
  })
  return { rows, more: prefix === own ? indexes : undefined }
}
