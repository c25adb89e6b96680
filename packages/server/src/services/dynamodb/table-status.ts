import type { IndexDescriptor, IndexState, TableDescriptor } from '../../engine/index.ts'
import { transitionStatus, type TableStatus } from './table-states.ts'

export type { TableStatus } from './table-states.ts'

/** An index that is being made ready or given up keeps its table UPDATING; one that is being filled does not. */
export function indexedStatus(table: TableDescriptor): TableStatus {
  const changing = table.indexes.some(({ state }) => state === 'CREATING' || state === 'DELETING')
  return changing ? 'UPDATING' : 'ACTIVE'
}

/** The status of a table: what its key makes it, its own way through states, or else its indexes. */
export function tableStatus(table: TableDescriptor, now: number): TableStatus {
  const own = transitionStatus(table, now)
  if (own === 'DELETING') return own
  if (table.encryption?.archivedAt !== undefined) return 'ARCHIVED'
  if (table.encryption?.inaccessibleSince !== undefined) {
    return 'INACCESSIBLE_ENCRYPTION_CREDENTIALS'
  }
  return own === 'ACTIVE' ? indexedStatus(table) : own
}

/**
 * The members of a global index's description that tell its state; `table` is that of its table, and
 * `updated` whether the request that is answered changes the index.
 */
export function indexStatus(index: IndexDescriptor, table: TableStatus, updated: boolean): object {
  const state: IndexState | undefined = index.state
  switch (state) {
    case 'CREATING':
      return { IndexStatus: 'CREATING', Backfilling: false }
    case 'BACKFILLING':
      return { IndexStatus: 'CREATING', Backfilling: true }
    case 'DELETING':
      return { IndexStatus: 'DELETING' }
    case undefined:
      if (updated) return { IndexStatus: 'UPDATING' }
      return { IndexStatus: table === 'CREATING' || table === 'DELETING' ? table : 'ACTIVE' }
  }
}
