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

  function checkpoint(mode: 'NOOP' | 'PASSIVE' | 'TRUNCATE'): LogState {
    const [row] = database.pragma(`wal_checkpoint(${mode})`) as readonly LogState[]
    assert(row !== undefined, 'a checkpoint reports what it did')
    return row
  }

  return {
    afterGroup() {
      const { log } = checkpoint('NOOP')
      if (log < nextAt) {
        // The log started over since the last try.
        if (log < nextAt - threshold) nextAt = threshold
        return
      }
      const { checkpointed } = checkpoint('PASSIVE')
      nextAt = checkpointed === log ? threshold : log + threshold
    },
    afterFailure() {
      checkpoint('PASSIVE')
    },
    final() {
      checkpoint('TRUNCATE')
    },
  }
}
