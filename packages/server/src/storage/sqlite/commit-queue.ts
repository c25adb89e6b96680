import { assert, type Logger } from '../../base/index.ts'
import { assertCommit } from '../check-arguments.ts'
import type { Commit, CommitResult, NotesRow } from '../kv.ts'
import { outcomeOf, packBatch, type BatchResult } from './batch.ts'

/**
 * The writing half of a store. The process that serves the directory has a local one; another
 * process that shares the file sends its commits to that one by a transport of its own.
 */
export interface Committer {
  commit(commit: Commit): Promise<CommitResult>
  /** See {@link KvStore.writeNotesBy}. */
  readonly writeNotesBy?: (row: NotesRow) => void
  readonly queuedCommits: number
  /** Ends what is under way. No commit is given after this. */
  close(): Promise<void>
}

/** Carries packed batches to whoever writes, one at a time. */
export interface BatchTransport {
  /**
   * Rejects if the writer is gone; it may have written the batch. `whole`: nothing is to be written where any
   * check fails.
   */
  send(batch: Uint8Array<ArrayBuffer>, whole: boolean): Promise<BatchResult>
  close(): Promise<void>
}

export interface QueueBounds {
  /** Most commits that wait or are under way. */
  readonly queueLength: number
  /** Most bytes that wait or are under way. */
  readonly queueBytes: number
  /** Most commits in one batch. */
  readonly groupCommits: number
  /** A batch that has reached this many bytes takes no further commit. */
  readonly groupBytes: number
}

interface Waiting {
  readonly commit: Commit
  readonly bytes: number
  readonly answer: (result: CommitResult) => void
}

/**
 * Collects commits while the writer is busy and sends all of them as one batch when it is idle:
 * the busier the store, the larger the groups, and the fewer waits for the disk a commit costs.
 */
export function commitQueue(
  transport: BatchTransport,
  bounds: QueueBounds,
  logger: Logger,
): Committer {
  return new CommitQueue(transport, bounds, logger)
}

class CommitQueue implements Committer {
  readonly #transport: BatchTransport
  readonly #bounds: QueueBounds
  readonly #logger: Logger
  #waiting: Waiting[] = []
  #queued = 0
  #queuedBytes = 0
  #pump: Promise<void> | undefined
  #broken = false
  #notesRow: NotesRow | undefined

  constructor(transport: BatchTransport, bounds: QueueBounds, logger: Logger) {
    this.#transport = transport
    this.#bounds = bounds
    this.#logger = logger
  }

  get queuedCommits(): number {
    return this.#queued
  }

  writeNotesBy(row: NotesRow): void {
    this.#notesRow = row
  }

  async commit(commit: Commit): Promise<CommitResult> {
    assertCommit(commit)
    if (this.#broken) return writerGone
    const bytes = aboutBytes(commit)
    if (this.#queued >= this.#bounds.queueLength) return { outcome: 'overloaded' }
    if (this.#queuedBytes + bytes > this.#bounds.queueBytes) return { outcome: 'overloaded' }
    return await new Promise((resolve) => {
      this.#queued += 1
      this.#queuedBytes += bytes
      this.#waiting.push({ commit, bytes, answer: resolve })
      this.#pump ??= this.#run()
    })
  }

  async close(): Promise<void> {
    await this.#pump
    await this.#transport.close()
  }

  async #run(): Promise<void> {
    // Every request that this turn of the event loop reads joins the first group.
    await new Promise((resolve) => setImmediate(resolve))
    while (this.#waiting.length > 0) {
      const group = this.#takeGroup()
      this.#answer(group, await this.#write(group))
    }
    this.#pump = undefined
  }

  #takeGroup(): Waiting[] {
    let bytes = 0
    let count = 0
    for (const { bytes: more } of this.#waiting) {
      if (count === this.#bounds.groupCommits || bytes >= this.#bounds.groupBytes) break
      bytes += more
      count += 1
    }
    return this.#waiting.splice(0, count)
  }

  async #write(group: readonly Waiting[]): Promise<BatchResult> {
    if (this.#broken) return { done: false, ...writerGone }
    try {
      return await this.#apply(group.map(({ commit }) => commit))
    } catch (error) {
      this.#broken = true
      this.#logger.error('storage.writer-gone', error)
      return {
        done: false,
        outcome: 'unknown',
        reason: 'the writer died with the commit: restart the server',
      }
    }
  }

  /**
   * The notes of a group are one row. It can be made only before it is known which commits conflict; where any does,
   * nothing is written, and the others are tried again with a row of theirs.
   */
  async #apply(commits: readonly Commit[]): Promise<BatchResult> {
    const notes = commits.flatMap((commit) => commit.notes ?? [])
    if (notes.length === 0) return this.#transport.send(packBatch(commits), false)
    assert(this.#notesRow !== undefined, 'who writes notes is known before the first')
    const row = { checks: [], writes: [this.#notesRow(notes)] }
    const result = await this.#transport.send(packBatch([...commits.map(bare), row]), true)
    if (!result.done) return result
    const answers = result.answers.slice(0, -1)
    if (result.undone !== true) return { done: true, answers }
    const passed = commits.filter((_, index) => (answers[index] ?? 0) > 0)
    if (passed.length === 0) return { done: true, answers }
    const again = await this.#apply(passed)
    if (!again.done) return again
    let at = 0
    return {
      done: true,
      answers: answers.map((own) => (own > 0 ? (again.answers[at++] ?? 0) : own)),
    }
  }

  #answer(group: readonly Waiting[], result: BatchResult): void {
    assert(
      !result.done || result.answers.length === group.length,
      'a group has as many answers as commits',
    )
    if (!result.done) {
      const { outcome, reason } = result
      this.#logger.warn('storage.group-failed', { outcome, reason, commits: group.length })
    }
    for (const [index, { answer, bytes }] of group.entries()) {
      this.#queued -= 1
      this.#queuedBytes -= bytes
      answer(outcomeOf(result, index))
    }
  }
}

/** Bytes that a commit takes while it waits, about: what notes share, they share. */
function aboutBytes({ checks, writes, notes }: Commit): number {
  let bytes = 0
  for (const { key } of checks) bytes += key.length
  for (const { key, value } of writes) bytes += key.length + (value?.length ?? 0)
  if (notes !== undefined) for (const { own } of notes) bytes += own.length
  return bytes
}

function bare({ checks, writes }: Commit): Commit {
  return { checks, writes }
}

const writerGone = {
  outcome: 'refused',
  reason: 'the writer of the store is gone: restart the server',
} as const
