import { assert } from '../../base/index.ts'
import type { Connection } from './connection.ts'

export interface Checkpoints {
  /** Copies the write-ahead log into the file if it has grown enough. Called between groups. */
  readonly afterGroup: () => void
  /** Makes room in the log, which the next group then uses again from its start. */
  readonly afterFailure: () => void
  /** Copies everything and empties the log. */
  readonly final: () => void
}

interface LogState {
  readonly log: number
  readonly checkpointed: number
}

/**
 * Checkpoints run on the writer's thread between groups, after the answers are sent, so that no
 * COMMIT carries their cost. They are passive: no reader waits. A snapshot holds pages back; then
 * another try is made only when the log has grown by the threshold again.
 */
export function checkpoints(database: Connection, thresholdBytes: number): Checkpoints {
  const pageBytes: unknown = database.pragma('page_size', { simple: true })
  assert(typeof pageBytes === 'number', 'a page has a size')
  const threshold = Math.max(1, Math.floor(thresholdBytes / pageBytes))
  let nextAt = threshold

  // Prepared once: the first is asked after every group.
  const noop = prepareCheckpoint(database, 'NOOP')
  const passive = prepareCheckpoint(database, 'PASSIVE')

  return {
    afterGroup() {
      const { log } = noop()
      if (log < nextAt) {
        // The log started over since the last try.
        if (log < nextAt - threshold) nextAt = threshold
        return
      }
      const { checkpointed } = passive()
      nextAt = checkpointed === log ? threshold : log + threshold
    },
    afterFailure() {
      passive()
    },
    final() {
      prepareCheckpoint(database, 'TRUNCATE')()
    },
  }
}

function prepareCheckpoint(
  database: Connection,
  mode: 'NOOP' | 'PASSIVE' | 'TRUNCATE',
): () => LogState {
  const statement = database.prepare<[], LogState>(`PRAGMA wal_checkpoint(${mode})`)
  return () => {
    const row = statement.get()
    assert(row !== undefined, 'a checkpoint reports what it did')
    return row
  }
}
