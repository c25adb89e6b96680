import { limits, type Clock, type Logger, type Random, type RowSealer } from '../../base/index.ts'
import { serviceUnavailable, type ApiError } from '../../errors/index.ts'
import type { Commit, KvStore, Write } from '../../storage/kv.ts'
import { entriesRow, entryRow, eventIdBytes, noteOf, type KeptEvent } from './rows.ts'

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

interface Waiting {
  readonly event: KeptEvent | undefined
  readonly row: Write | undefined
  readonly bytes: number
}

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
  #waiting: Waiting[] = []
  #waiters: Waiter[] = []
  /** How many were added, and written, since the start. */
  #added = 0
  #done = 0
  #bytes = 0
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
    this.#add({ event, row: undefined, bytes: event.record.length })
  }

  /** The same for a row that is no entry of the log. */
  addRow(row: Write): void {
    this.#add({ event: undefined, row, bytes: row.value?.length ?? 0 })
  }

  /**
   * Resolves when all that was added before is written. Rejects with ServiceUnavailable when it cannot be
   * now; it is tried again nevertheless.
   */
  persisted(): Promise<void> {
    if (this.#waiting.length === 0) return Promise.resolve()
    const last = this.#added
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
    if (this.#waiting.length > 0) await this.#flush()
  }

  #add(waiting: Waiting): void {
    this.#waiting.push(waiting)
    this.#added++
    this.#bytes += waiting.bytes
    if (this.#written !== undefined) return
    if (this.#bytes >= limits.auditFlushBytes) {
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
      if (this.#waiting.length > 0 && !this.#closed) void this.#flush()
    }))
  }

  /** One commit of what waits now, tried until it is made; or until the server ends. */
  async #writeAll(): Promise<void> {
    const batch = this.#waiting.slice(0, limits.auditFlushEvents)
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
    this.#waiting = this.#waiting.slice(batch.length)
    for (const { bytes } of batch) this.#bytes -= bytes
    this.#done += batch.length
    for (const { last, resolve } of this.#waiters) if (last <= this.#done) resolve()
    this.#waiters = this.#waiters.filter(({ last }) => last > this.#done)
  }

  async #rowsOf(batch: readonly Waiting[]): Promise<Write[]> {
    const { sealer, random } = this.#deps
    const events = batch.flatMap(({ event }) => (event === undefined ? [] : [event]))
    const rows = batch.flatMap(({ row }) => (row === undefined ? [] : [row]))
    if (events.length === 0) return rows
    return [await entriesRow(sealer, this.#nextLane(), random.bytes(16), events), ...rows]
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
