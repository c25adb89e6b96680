import type { IndexDescriptor, IndexState, TableDescriptor } from '../../engine/index.ts'

export type TableStatus = 'CREATING' | 'ACTIVE' | 'UPDATING' | 'DELETING'

/** An index that is being made ready or given up keeps its table UPDATING; one that is being filled does not. */
export function tableStatus(table: TableDescriptor): TableStatus {
  const changing = table.indexes.some(({ state }) => state === 'CREATING' || state === 'DELETING')
  return changing ? 'UPDATING' : 'ACTIVE'
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
      return { IndexStatus: table === 'UPDATING' ? 'ACTIVE' : table }
  }
}
