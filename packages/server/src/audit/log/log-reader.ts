import { limits, type Clock, type RowSealer } from '../../base/index.ts'
import type { Entry, KvStore } from '../../storage/kv.ts'
import type { CloudTrailRecord } from '../records/record.ts'
import { failuresOf, hasFailures } from './failures.ts'
import {
  answerKey,
  entryKeyAt,
  failureKey,
  openRowText,
  openSealedRow,
  stampOfEntry,
  type Answer,
} from './rows.ts'
import {
  OpenedRow,
  Shapes,
  type OpenedEvent,
  type Rare,
  type SharedFacts,
  type Wanted,
} from './shapes.ts'

/**
 * A place in the log: for each lane the stamp after which nothing was read yet. Opaque to consumers,
 * and plain JSON.
 */
export type LogCursor = readonly string[]

export interface LoggedEvent {
  /** Wall time in milliseconds. */
  readonly at: number
  /** Parsed when it is first asked for. */
  readonly record: CloudTrailRecord
  /** What is known of the record without parsing it; the same object for events that share it. */
  readonly facts: SharedFacts
  /** Whether other events have the same facts object. */
  readonly isShaped: boolean
  readonly eventId: string
  /** As the record has it. */
  readonly eventTime: string
  /**
   * The JSON of the record, where it is as it was written, since what was answered may have joined it, and as
   * writing what is read from it would give it.
   */
  readonly text: string | undefined
  /** False: for alerts and search alone, since no trail selects it or nobody is known to have made it. */
  readonly delivered: boolean
}

export interface LogPage {
  readonly events: readonly LoggedEvent[]
  readonly cursor: LogCursor
  /** Whether there is more to read now. */
  readonly more: boolean
}

export interface LogReader {
  /** The place before everything that is kept. */
  start(): LogCursor
  /**
   * About `limit` events after the cursor, those of each lane in commit order, complete: an event whose
   * answer is still to come holds its lane up, for {@link limits.auditAnswerMs} at most. `wanted`, asked
   * before a record is parsed, leaves out what is not; the cursor passes it all the same.
   */
  read(after: LogCursor, limit: number, wanted?: Wanted): Promise<LogPage>
  /**
   * The same at once, without answers that are to come: for alerts. `rare`: whether of events that share these facts
   * one a second is enough; others may then be left out.
   */
  readNow(after: LogCursor, limit: number, wanted?: Wanted, rare?: Rare): Promise<LogPage>
}

export interface LogReaderDeps {
  readonly store: KvStore
  readonly sealer: RowSealer
  readonly lanes: number
  readonly clock: Clock
}

export function createLogReader(deps: LogReaderDeps): LogReader {
  return new StoredLog(deps)
}

class StoredLog implements LogReader {
  readonly #deps: LogReaderDeps
  readonly #opened: OpenedRows

  constructor(deps: LogReaderDeps) {
    this.#deps = deps
    this.#opened = new OpenedRows(deps.sealer)
  }

  start(): LogCursor {
    return Array.from({ length: this.#deps.lanes }, () => '0')
  }

  read(after: LogCursor, limit: number, wanted: Wanted = all): Promise<LogPage> {
    return this.#page(after, limit, true, wanted)
  }

  async readNow(
    after: LogCursor,
    limit: number,
    wanted: Wanted = all,
    rare?: Rare,
  ): Promise<LogPage> {
    // A change that failed is told from the others of its shape by a row of its own, which its event is looked up by.
    const leavesOut = rare !== undefined && !(await hasFailures(this.#deps.store))
    return this.#page(after, limit, false, wanted, leavesOut ? rare : undefined)
  }

  async #page(
    after: LogCursor,
    limit: number,
    complete: boolean,
    wanted: Wanted,
    rare?: Rare,
  ): Promise<LogPage> {
    const perLane = Math.ceil(limit / this.#deps.lanes)
    const lanes = await Promise.all(
      this.start().map((_, lane) =>
        this.#lane(lane, Number(after[lane] ?? 0), perLane, complete, wanted, rare),
      ),
    )
    return {
      events: lanes.flatMap(({ events }) => events).sort((a, b) => a.at - b.at),
      cursor: lanes.map(({ stamp }) => String(stamp)),
      more: lanes.some(({ more }) => more),
    }
  }

  async #lane(
    lane: number,
    after: number,
    limit: number,
    complete: boolean,
    wanted: Wanted,
    rare?: Rare,
  ): Promise<{ events: LoggedEvent[]; stamp: number; more: boolean }> {
    const entries = await this.#entries(lane, after, limit)
    const rows = entries.map((entry) => ({
      entry,
      events: this.#opened.open(entry).events(wanted, rare),
    }))
    const answers = await this.#answers(rows.flatMap(({ events }) => events))
    const events: LoggedEvent[] = []
    let stamp = after
    /** How many of the events are of whole commits, up to the stamp. */
    let whole = 0
    for (const [at, row] of rows.entries()) {
      if (complete && row.events.some((event) => this.#isOpen(event, answers))) {
        return { events: events.slice(0, whole), stamp, more: false }
      }
      for (const event of row.events) events.push(new Logged(event, answers.get(event.eventId)))
      const own = stampOfEntry(row.entry.key)
      // Rows of one commit are taken together, or the cursor would pass those that are left.
      const next = rows[at + 1]
      if (next === undefined || stampOfEntry(next.entry.key) !== own) {
        stamp = own
        whole = events.length
      }
    }
    return { events, stamp, more: entries.length > 0 }
  }

  /** Whole commits: the rows of one have the same stamp, and the cursor passes all of them. */
  async #entries(lane: number, after: number, limit: number): Promise<Entry[]> {
    const { store } = this.#deps
    const entries = await store.range({
      start: entryKeyAt(lane, after + 1),
      end: entryKeyAt(lane + 1, 0),
      limit,
      byteLimit: limits.auditReadBytes,
    })
    const last = entries.at(-1)
    const bytes = entries.reduce((sum, { value }) => sum + value.length, 0)
    if (last === undefined || (entries.length < limit && bytes < limits.auditReadBytes)) {
      return entries
    }
    const rest = await store.range({
      start: Buffer.concat([last.key, Buffer.of(0)]),
      end: entryKeyAt(lane, stampOfEntry(last.key) + 1),
      limit: limits.auditCommitRows,
    })
    return [...entries, ...rest]
  }

  #isOpen(event: OpenedEvent, answers: ReadonlyMap<string, Answer>): boolean {
    return (
      event.awaits &&
      !answers.has(event.eventId) &&
      this.#deps.clock.now() - event.at < limits.auditAnswerMs
    )
  }

  async #answers(events: readonly OpenedEvent[]): Promise<ReadonlyMap<string, Answer>> {
    const { store, sealer } = this.#deps
    const answers = new Map<string, Answer>()
    const shaped = events.filter(({ shape }) => shape?.facts.readOnly === false)
    for (const entry of await failuresOf(store, shaped)) {
      const failed = shaped.find(({ eventId }) => failureKey(eventId).equals(entry.key))
      if (failed) answers.set(failed.eventId, openSealedRow(sealer, entry) as Answer)
    }
    const asked = events.filter(
      (event) => event.shape === undefined && (event.awaits || mayHaveFailed(event.text)),
    )
    if (asked.length === 0) return answers
    const found = await store.getMany(asked.map(({ eventId }) => answerKey(eventId)))
    found.forEach((entry: Entry | undefined, at) => {
      const { eventId } = asked[at] ?? {}
      if (entry !== undefined && eventId !== undefined) {
        answers.set(eventId, openSealedRow(sealer, entry) as Answer)
      }
    })
    return answers
  }
}

/** Rows that were opened lately: several readers follow the end of the log. */
class OpenedRows {
  readonly #sealer: RowSealer
  readonly #shapes = new Shapes()
  readonly #rows = new Map<string, OpenedRow>()
  #characters = 0

  constructor(sealer: RowSealer) {
    this.#sealer = sealer
  }

  open(entry: Entry): OpenedRow {
    const key = entry.key.toString('latin1')
    const known = this.#rows.get(key)
    if (known !== undefined) return known
    const row = new OpenedRow(openRowText(this.#sealer, entry), this.#shapes)
    this.#rows.set(key, row)
    this.#characters += row.characters
    for (const [oldest, { characters }] of this.#rows) {
      if (this.#characters <= limits.auditOpenedCharacters) break
      this.#rows.delete(oldest)
      this.#characters -= characters
    }
    return row
  }
}

const all = (): boolean => true

/** A change without an error in its record may have failed after its first commit: a batch, say. */
function mayHaveFailed(record: string): boolean {
  return record.includes('"readOnly":false') && !record.includes('"errorCode":')
}

class Logged implements LoggedEvent {
  readonly #event: OpenedEvent
  readonly #answer: Answer | undefined
  #record: CloudTrailRecord | undefined

  constructor(event: OpenedEvent, answer: Answer | undefined) {
    this.#event = event
    this.#answer = answer
  }

  get at(): number {
    return this.#event.at
  }

  get delivered(): boolean {
    return this.#event.delivered
  }

  get eventId(): string {
    return this.#event.eventId
  }

  get eventTime(): string {
    return this.isShaped ? this.#event.time : this.record.eventTime
  }

  get isShaped(): boolean {
    return this.#event.shape !== undefined && this.#answer === undefined
  }

  get facts(): SharedFacts {
    return this.#answer === undefined ? (this.#event.shape?.facts ?? this.record) : this.record
  }

  get text(): string | undefined {
    const isWhole = this.#answer === undefined && !this.#event.isReordered
    return isWhole ? this.#event.text : undefined
  }

  get record(): CloudTrailRecord {
    return (this.#record ??= {
      ...(JSON.parse(this.#event.text) as CloudTrailRecord),
      ...this.#answer,
    })
  }
}
