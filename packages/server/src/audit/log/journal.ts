import { limits, type Clock, type Logger, type Random, type RowSealer } from '../../base/index.ts'
import { serviceUnavailable, type ApiError } from '../../errors/index.ts'
import type { Commit, KvStore, Write } from '../../storage/kv.ts'
import type { KeptEvent } from './kept-event.ts'
import { noteOf, RowLines } from './row-lines.ts'
import { entryRow, eventIdBytes, linesRow } from './rows.ts'

export interface JournalDeps {
  readonly store: KvStore
  readonly sealer: RowSealer
  /** Commits with entries of one lane follow one another; where the store makes several at a time, use several. */
  readonly lanes: number
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Whether the log has no room for more. Absent: it always has. */
  readonly full?: () => boolean
}

/** What one commit will write. */
interface Batch {
  readonly lines: RowLines
  readonly rows: Write[]
  /** Of records and rows. */
  count: number
  bytes: number
}

/** Bytes that the first row begins with; another begins as large as the one before became. */
const firstLinesBytes = 16 * 1024

/** Somebody who may answer only when the entry with this number is written. */
interface Waiter {
  readonly last: number
  readonly resolve: () => void
  readonly reject: (error: Error) => void
}

/**
 * Puts events into the log: those of reads together, some times a second. While it cannot write, no
 * request is let in, since what it would do could not be recorded; what waits is tried again until
 * it is written.
 */
export class Journal {
  readonly #deps: JournalDeps
  /** The last is added to while it has room. */
  #waiting: Batch[] = []
  #lastSize = firstLinesBytes
  #waiters: Waiter[] = []
  /** How many were added, and written, since the start. */
  #count = 0
  #done = 0
  #bytes = 0
  #writing: Batch | undefined
  #written: Promise<void> | undefined
  #cancel: (() => void) | undefined
  #failing = false
  #lane = 0
  #closed = false

  constructor(deps: JournalDeps) {
    this.#deps = deps
  }

  /** Whether requests are let in: the log can be written, and what waits for it is bounded. */
  get writable(): boolean {
    const full = this.#deps.full?.() ?? false
    return !full && !this.#failing && this.#bytes < limits.auditWaitingBytes
  }

  /** Throws ServiceUnavailable while nothing could be recorded. */
  admit(): void {
    if (this.writable) return
    throw unwritable()
  }

  /** The commit of a change with the events that tell of it. */
  joined({ checks, writes }: Commit, events: readonly KeptEvent[]): Commit {
    if (this.#deps.store.writeNotesBy !== undefined) {
      return { checks, writes, notes: events.map(noteOf) }
    }
    return { checks, writes: [...writes, ...events.map((event) => this.row(event))] }
  }

  row(event: KeptEvent): Write {
    return entryRow(this.#deps.sealer, this.#nextLane(), eventIdBytes(event.eventId), event)
  }

  /** Written within {@link limits.auditFlushMs}. */
  add(event: KeptEvent): void {
    const batch = this.#batch()
    batch.lines.add(noteOf(event))
    this.#added(batch, event.record.length)
  }

  /** The same for a row that is no entry of the log. */
  addRow(row: Write): void {
    const batch = this.#batch()
    batch.rows.push(row)
    this.#added(batch, row.value?.length ?? 0)
  }

  /**
   * Resolves when all that was added before is written. Rejects with ServiceUnavailable when it cannot be
   * now; it is tried again nevertheless.
   */
  persisted(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve()
    const last = this.#count
    const written = new Promise<void>((resolve, reject) => {
      this.#waiters.push({ last, resolve, reject })
    })
    void this.#flush()
    return written
  }

  /** Writes what waits, if the store still takes it, and ends. */
  async close(): Promise<void> {
    this.#closed = true
    this.#cancel?.()
    await this.#written
    for (let left = this.#waiting.length; left > 0;) {
      await this.#flush()
      if (this.#waiting.length >= left) return
      left = this.#waiting.length
    }
  }

  #batch(): Batch {
    const last = this.#waiting.at(-1)
    // What is being written is not added to.
    const isOpen = last !== undefined && last !== this.#writing
    if (isOpen && last.count < limits.auditFlushEvents) return last
    const made = { lines: new RowLines(this.#lastSize), rows: [], count: 0, bytes: 0 }
    this.#waiting.push(made)
    return made
  }

  #added(batch: Batch, bytes: number): void {
    batch.count++
    batch.bytes += bytes
    this.#count++
    this.#bytes += bytes
    if (this.#written === undefined) this.#flushInTime()
  }

  /** At once where somebody waits or much does; else others have a while to join: each row costs its readers too. */
  #flushInTime(): void {
    const isMuch = this.#waiting.length > 1 || this.#bytes >= limits.auditFlushBytes
    if (isMuch || this.#waiters.length > 0) {
      void this.#flush()
      return
    }
    this.#cancel ??= this.#deps.clock.after(limits.auditFlushMs, () => {
      this.#cancel = undefined
      void this.#flush()
    })
  }

  #flush(): Promise<void> {
    this.#cancel?.()
    this.#cancel = undefined
    return (this.#written ??= this.#writeAll().finally(() => {
      this.#written = undefined
      if (this.#waiting.length > 0 && !this.#closed) this.#flushInTime()
    }))
  }

  /** One commit of what waits now, tried until it is made; or until the server ends. */
  async #writeAll(): Promise<void> {
    const [batch] = this.#waiting
    if (batch === undefined) return
    this.#writing = batch
    const commit = { checks: [], writes: await this.#rowsOf(batch) }
    for (let attempt = 1; ; attempt++) {
      const failure = await this.#try(commit)
      if (failure === undefined) break
      if (!this.#failing) {
        this.#deps.logger.error('the audit trail cannot be written; no request is served', failure)
      }
      this.#failing = true
      for (const { reject } of this.#waiters) reject(unwritable())
      this.#waiters = []
      if (this.#closed) return
      await this.#pause(Math.min(limits.auditRetryMs * 2 ** (attempt - 1), limits.auditRetryMaxMs))
    }
    if (this.#failing) this.#deps.logger.info('the audit trail is written again')
    this.#failing = false
    this.#waiting = this.#waiting.slice(1)
    this.#writing = undefined
    this.#bytes -= batch.bytes
    this.#done += batch.count
    for (const { last, resolve } of this.#waiters) if (last <= this.#done) resolve()
    this.#waiters = this.#waiters.filter(({ last }) => last > this.#done)
  }

  async #rowsOf({ lines, rows }: Batch): Promise<Write[]> {
    const { sealer, random } = this.#deps
    if (lines.count === 0) return rows
    this.#lastSize = lines.size
    return [await linesRow(sealer, this.#nextLane(), random.bytes(16), lines), ...rows]
  }

  async #try(commit: Commit): Promise<Error | undefined> {
    try {
      const result = await this.#deps.store.commit(commit)
      if (result.outcome === 'committed') return undefined
      return new Error('reason' in result ? result.reason : result.outcome)
    } catch (error) {
      return error instanceof Error ? error : new Error(String(error))
    }
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.clock.after(ms, resolve)
    })
  }

  #nextLane(): number {
    this.#lane = (this.#lane + 1) % this.#deps.lanes
    return this.#lane
  }
}

function unwritable(): ApiError {
  return serviceUnavailable('The server cannot write its audit trail at the moment. Try again.')
}
