import { limits, type Job } from '../../base/index.ts'
import type { Commit, KvStore, Write } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import type { JobHandle } from '../background/job.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import { purgeKey } from '../rows/spaces.ts'
import type { Catalog } from '../tables/catalog.ts'
import { doubtSizes } from '../tables/settle-sizes.ts'
import type { TableDescriptor } from '../tables/descriptor.ts'
import type { Table, TableRecord } from '../tables/table.ts'
import { backfillRows } from './backfill.ts'
import { dropNote, moveNote, nextNote, type BuildNote } from './build-notes.ts'
import { derivedRows, type DerivedRows } from './derived-rows.ts'

/**
 * After each step it rests this many times as long as the step took; the longer where others write, for whom
 * each row of the index is another page to wait for.
 */
const restFactors = { alone: 0, besideReads: 4, besideWrites: 9 } as const
/** Items that a step looks at. Whoever comes waits for the end of one such step. */
const stepItems = {
  alone: limits.backfillItemsAlone,
  besideReads: limits.backfillItems,
  besideWrites: limits.backfillItems,
} as const

/** Tells who else was there since the step before: by the versions of the steps' commits, and by who asked for tables. */
class Pace {
  beside: keyof typeof restFactors = 'besideReads'
  #version: number | undefined
  #lookups: number | undefined

  committed(version: number, lookups: number): void {
    // Each step asks for a table once.
    const reads = this.#lookups === undefined || lookups - this.#lookups > 1
    // One may be of the server itself, which notes sizes and what it audits.
    const writes = this.#version !== undefined && version - this.#version > 2
    this.beside = writes ? 'besideWrites' : reads ? 'besideReads' : 'alone'
    this.#version = version
    this.#lookups = lookups
  }
}

export interface BuildDeps {
  readonly store: KvStore
  readonly catalog: Catalog
  /** Woken when rows are left to be removed. */
  readonly purger: JobHandle
}

/**
 * Fills new indexes and gives up those that were deleted, one at a time and a bounded number of
 * items a step. How far it came is a row that changes in the commit of each step.
 */
export function buildJob(deps: BuildDeps): Job {
  /** A note that could not be worked on, such as for want of the table's key: others go first. */
  let failed: BuildNote | undefined
  const pace = new Pace()
  return {
    name: 'index build',
    atStart: true,
    everyMs: undefined,
    get restFactor() {
      return restFactors[pace.beside]
    },
    async step() {
      const note = await nextNote(deps.store, failed)
      if (note === undefined) {
        const left = failed !== undefined
        failed = undefined
        return left ? 'more' : 'done'
      }
      try {
        await goOn(deps, note, pace)
      } catch (error) {
        failed = note
        throw error
      }
      return 'more'
    },
  }
}

async function goOn(deps: BuildDeps, note: BuildNote, pace: Pace): Promise<void> {
  const table = await deps.catalog.look(note.table)
  const rows =
    table?.descriptor.id === note.tableId ? derivedRows(table.descriptor, note.id) : undefined
  // The table was deleted, or the rows are as they should be: nothing is left to do.
  if (table === undefined || rows?.state === undefined) {
    await commit(deps, { checks: [note.check], writes: [dropNote(note)] })
    return
  }
  switch (rows.state) {
    case 'CREATING':
      await changeDescriptor(deps, table, note, rows.begun(table.descriptor), [])
      return
    case 'BACKFILLING':
      await backfill(deps, await deps.catalog.get(note.table), note, rows, pace)
      return
    case 'DELETING':
      await changeDescriptor(deps, table, note, rows.removed(table.descriptor), [
        dropNote(note),
        { key: purgeKey(note.tableId, note.id), value: Buffer.of(1) },
      ])
      deps.purger.wake()
  }
}

async function backfill(
  deps: BuildDeps,
  table: Table,
  note: BuildNote,
  rows: DerivedRows,
  pace: Pace,
): Promise<void> {
  // Deleted and created again meanwhile: the next step finds that out.
  if (table.descriptor.id !== note.tableId) return
  const start = note.after ? Buffer.concat([note.after, Buffer.of(0)]) : table.prefix
  const items = await deps.store.range({
    start,
    end: prefixEnd(table.prefix),
    limit: stepItems[pace.beside],
    byteLimit: limits.backfillBytes,
  })
  const last = items.at(-1)
  if (last === undefined) {
    const isIndex = table.indexes.some(({ id }) => id === note.id)
    const doubt = isIndex ? await doubtSizes({ ...deps, sealer: deps.catalog.sealer }, table) : []
    await changeDescriptor(deps, table, note, rows.completed(table.descriptor), [
      dropNote(note),
      ...doubt,
    ])
    return
  }
  const found = items.flatMap((item) => {
    const row = rows.rowOf(table, item)
    return row ? [{ item, row }] : []
  })
  const common: Commit = {
    checks: [note.check, { key: table.catalogKey, version: table.catalogVersion }],
    writes: [moveNote(note, last.key)],
  }
  const written = await backfillRows(deps.store, common, found)
  if (written === 'outdated') deps.catalog.forget(note.table)
  else pace.committed(written, deps.catalog.lookups)
}

/** Conflicts are left to the next step, which looks again. */
async function changeDescriptor(
  deps: BuildDeps,
  table: TableRecord,
  note: BuildNote,
  after: TableDescriptor,
  writes: readonly Write[],
): Promise<void> {
  await commit(deps, {
    checks: [note.check, { key: table.catalogKey, version: table.catalogVersion }],
    writes: [{ key: table.catalogKey, value: deps.catalog.seal(after) }, ...writes],
  })
  deps.catalog.forget(note.table)
}

async function commit(deps: BuildDeps, commit: Commit): Promise<void> {
  committedOrConflict(await deps.store.commit(commit))
}
