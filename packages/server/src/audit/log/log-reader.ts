import { limits, type Clock, type RowSealer } from '../../base/index.ts'
import type { Entry, KvStore } from '../../storage/kv.ts'
import type { CloudTrailRecord } from '../records/record.ts'
import {
  answerKey,
  entryKeyAt,
  openEntryRow,
  openSealedRow,
  stampOfEntry,
  type Answer,
  type KeptEvent,
} from './rows.ts'

/**
 * A place in the log: for each lane the stamp after which nothing was read yet. Opaque to consumers,
 * and plain JSON.
 */
export type LogCursor = readonly string[]

export interface LoggedEvent {
  /** Wall time in milliseconds. */
  readonly at: number
  readonly record: CloudTrailRecord
  /** The JSON of the record, where it is as it was written: what was answered may have joined it. */
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

export type Wanted = (record: string) => boolean

export interface LogReader {
  /** The place before everything that is kept. */
  start(): LogCursor
  /**
   * About `limit` events after the cursor, those of each lane in commit order, complete: an event whose
   * answer is still to come holds its lane up, for {@link limits.auditAnswerMs} at most. `wanted`, asked with a
   * record's text before it is parsed, leaves out what is not; the cursor passes it all the same.
   */
  read(after: LogCursor, limit: number, wanted?: Wanted): Promise<LogPage>
  /** The same at once, without answers that are to come: for alerts. */
  readNow(after: LogCursor, limit: number, wanted?: Wanted): Promise<LogPage>
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

  readNow(after: LogCursor, limit: number, wanted: Wanted = all): Promise<LogPage> {
    return this.#page(after, limit, false, wanted)
  }

  async #page(
    after: LogCursor,
    limit: number,
    complete: boolean,
    wanted: Wanted,
  ): Promise<LogPage> {
    const perLane = Math.ceil(limit / this.#deps.lanes)
    const lanes = await Promise.all(
      this.start().map((_, lane) =>
        this.#lane(lane, Number(after[lane] ?? 0), perLane, complete, wanted),
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
  ): Promise<{ events: LoggedEvent[]; stamp: number; more: boolean }> {
    const entries = await this.#entries(lane, after, limit)
    const rows = entries.map((entry) => ({
      entry,
      events: this.#opened.open(entry).filter(({ record }) => wanted(record)),
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
      events.push(...row.events.map((event) => loggedEvent(event, answers)))
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

  #isOpen(event: KeptEvent, answers: ReadonlyMap<string, Answer>): boolean {
    return (
      event.awaits &&
      !answers.has(event.eventId) &&
      this.#deps.clock.now() - event.at < limits.auditAnswerMs
    )
  }

  async #answers(events: readonly KeptEvent[]): Promise<ReadonlyMap<string, Answer>> {
    const { store, sealer } = this.#deps
    const asked = events.filter(({ awaits, record }) => awaits || mayHaveFailed(record))
    if (asked.length === 0) return new Map()
    const found = await store.getMany(asked.map(({ eventId }) => answerKey(eventId)))
    const answers = new Map<string, Answer>()
    found.forEach((entry: Entry | undefined, at) => {
      const { eventId } = asked[at] ?? {}
      if (entry !== undefined && eventId !== undefined) {
        answers.set(eventId, openSealedRow(sealer, entry) as Answer)
      }
    })
    return answers
  }
}

/** The events of rows that were opened lately: several readers follow the end of the log. */
class OpenedRows {
  readonly #sealer: RowSealer
  readonly #rows = new Map<
    string,
    { readonly events: readonly KeptEvent[]; readonly characters: number }
  >()
  #characters = 0

  constructor(sealer: RowSealer) {
    this.#sealer = sealer
  }

  open(entry: Entry): readonly KeptEvent[] {
    const key = entry.key.toString('latin1')
    const known = this.#rows.get(key)
    if (known !== undefined) return known.events
    const events = openEntryRow(this.#sealer, entry)
    const characters = events.reduce((sum, { record }) => sum + record.length, 0)
    this.#rows.set(key, { events, characters })
    this.#characters += characters
    for (const [oldest, row] of this.#rows) {
      if (this.#characters <= limits.auditOpenedCharacters) break
      this.#rows.delete(oldest)
      this.#characters -= row.characters
    }
    return events
  }
}

const all = (): boolean => true

/** A change without an error in its record may have failed after its first commit: a batch, say. */
function mayHaveFailed(record: string): boolean {
  return record.includes('"readOnly":false') && !record.includes('"errorCode":')
}

function loggedEvent(
  { at, delivered, eventId, record }: KeptEvent,
  answers: ReadonlyMap<string, Answer>,
): LoggedEvent {
  const parsed = JSON.parse(record) as CloudTrailRecord
  const answer = answers.get(eventId)
  return answer === undefined
    ? { at, delivered, record: parsed, text: record }
    : { at, delivered, record: { ...parsed, ...answer }, text: undefined }
}
