import type { Job } from '../../base/index.ts'
import { ApiError, tableNotFound } from '../../errors/index.ts'
import type { Entry, Write } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import { idPrefix, jobKind, space } from '../rows/spaces.ts'
import type { TableName } from './catalog.ts'
import type { TableDeps } from './create-table.ts'
import { deleteTable } from './delete-table.ts'
import type { TableDescriptor } from './descriptor.ts'

const notes = Buffer.of(space.job, jobKind.removal)

/** A note that a table, which is DELETING, is to be removed at the end of its transition. */
export function noteRemoval(table: TableDescriptor): readonly Write[] {
  const until = Buffer.alloc(6)
  until.writeUIntBE(table.transition?.until ?? 0, 0, 6)
  const key = Buffer.concat([notes, until, idPrefix(0, table.id).subarray(1)])
  const name: TableName = { accountId: table.accountId, name: table.name }
  return [{ key, value: Buffer.from(JSON.stringify(name)) }]
}

type RemovalDeps = Pick<TableDeps, 'store' | 'catalog' | 'keys' | 'clock' | 'random'>

/**
 * Removes tables whose time of being DELETING is over. The notes to do so are rows, in the order of
 * time, so that a crash forgets none. `wakeAfter` runs the job again; `removed` is told of each table.
 */
export function removalJob(
  deps: RemovalDeps,
  wakeAfter: (ms: number) => void,
  removed: () => void,
): Job {
  return {
    name: 'table removal',
    atStart: true,
    everyMs: undefined,
    restFactor: 0,
    async step() {
      const { store, clock } = deps
      const [note] = await store.range({ start: notes, end: prefixEnd(notes), limit: 1 })
      if (note === undefined) return 'done'
      const wait = note.key.readUIntBE(notes.length, 6) - clock.now()
      if (wait > 0) {
        wakeAfter(wait)
        return 'done'
      }
      await remove(deps, note)
      removed()
      return 'more'
    },
  }
}

async function remove(deps: RemovalDeps, { key, value }: Entry): Promise<void> {
  const tableId = key.readUInt32BE(notes.length + 6)
  const dropped = { key, value: undefined }
  try {
    const name = JSON.parse(value.toString()) as TableName
    await deleteTable(deps, name, (table) => checkIs(table, tableId), [dropped])
  } catch (error) {
    if (!(error instanceof ApiError) || error.code !== 'ResourceNotFoundException') throw error
    committedOrConflict(await deps.store.commit({ checks: [], writes: [dropped] }))
  }
}

/** Another process may have removed the table, and the name may be another table's by now. */
function checkIs(table: TableDescriptor, tableId: number): void {
  if (table.id === tableId) return
  throw tableNotFound(table.name)
}
