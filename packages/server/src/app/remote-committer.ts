import { assert, limits } from '../base/index.ts'
import type { Commit, CommitResult } from '../storage/kv.ts'
import { packBatch, type Committer } from '../storage/sqlite/index.ts'

/** The writing half of a store in another process or thread than its writer: commits go there, outcomes come back. */
export interface RemoteCommitter extends Committer {
  /** To be called with each answer from there. */
  readonly answered: (id: number, results: readonly CommitResult[]) => void
}

interface Waiting {
  readonly commit: Commit
  readonly answer: (result: CommitResult) => void
}

/**
 * `send` hands a packed batch to the process or thread that has the writer. All commits of one turn of the
 * event loop travel together; the queue there makes the groups that share a disk flush. When the channel
 * ends the process ends too, so that no commit waits for an answer that cannot come.
 */
export function remoteCommitter(send: (id: number, batch: Uint8Array) => void): RemoteCommitter {
  let turn: Waiting[] = []
  let nextId = 1
  let queued = 0
  let idle: (() => void) | undefined
  const underWay = new Map<number, readonly Waiting[]>()

  function flush(): void {
    const batch = turn
    turn = []
    const id = nextId++
    underWay.set(id, batch)
    send(id, packBatch(batch.map(({ commit }) => commit)))
  }

  return {
    get queuedCommits() {
      return queued
    },
    // Notes travel with their commits to where the groups are made.
    writeNotesBy: () => undefined,
    commit(commit) {
      if (queued >= limits.commitQueueLength) return Promise.resolve({ outcome: 'overloaded' })
      return new Promise((resolve) => {
        queued++
        turn.push({ commit, answer: resolve })
        if (turn.length === 1) setImmediate(flush)
      })
    },
    answered(id, results) {
      const batch = underWay.get(id)
      assert(batch?.length === results.length, 'each commit of a batch is answered')
      underWay.delete(id)
      queued -= batch.length
      for (const [index, { answer }] of batch.entries()) {
        const result = results[index]
        assert(result !== undefined, 'an outcome for each commit')
        answer(result)
      }
      if (queued === 0) idle?.()
    },
    async close() {
      if (queued === 0) return
      await new Promise<void>((resolve) => {
        idle = resolve
      })
    },
  }
}
