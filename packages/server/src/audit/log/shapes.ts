import { limits } from '../../base/index.ts'
import type { CloudTrailRecord } from '../records/record.ts'
import { filled, partsOf, Seconds, type RecordShape } from '../records/record-shape.ts'
import { filledTemplate } from '../records/parameter-templates.ts'
import type { KeptEvent } from './kept-event.ts'
import { contentsOf, eventsOf, type RowText } from './row-text.ts'

/** Asked with the text of a record, or with what records share that differ in time, parameters and ids alone. */
export type Wanted = (text: string) => boolean

/** Asked with what some records share. */
export type Rare = (facts: SharedFacts) => boolean

/** Members of a record that those of one shape have in common. */
export type SharedFacts = Omit<
  CloudTrailRecord,
  'eventTime' | 'requestParameters' | 'requestID' | 'eventID'
>

/** Members whose names are whole numbers move to the front when a record is read. */
const numberedMember = /"\d+":/

/** What many events share, with what was found out about it once. */
export class Shape {
  readonly #text: RecordShape
  readonly #parts: readonly string[]
  readonly #wanted = new WeakMap<Wanted, boolean>()
  readonly isReordered: boolean
  #facts: SharedFacts | undefined

  constructor(text: RecordShape) {
    this.#text = text
    this.isReordered = numberedMember.test(text)
    this.#parts = partsOf(text)
  }

  get facts(): SharedFacts {
    return (this.#facts ??= JSON.parse(
      filled(this.#parts, { time: '', parameters: 'null', requestId: '', eventId: '' }),
    ) as SharedFacts)
  }

  isWanted(wanted: Wanted): boolean {
    const known = this.#wanted.get(wanted)
    if (known !== undefined) return known
    const found = wanted(this.#text)
    this.#wanted.set(wanted, found)
    return found
  }

  textOf(time: string, parameters: string, requestId: string, eventId: string): string {
    return filled(this.#parts, { time, parameters, requestId, eventId })
  }
}

/** An event as it was read from its row. */
export class OpenedEvent {
  readonly #kept: KeptEvent
  readonly shape: Shape | undefined

  constructor(kept: KeptEvent, shape: Shape | undefined) {
    this.#kept = kept
    this.shape = shape
  }

  get at(): number {
    return this.#kept.at
  }

  get delivered(): boolean {
    return this.#kept.delivered
  }

  get awaits(): boolean {
    return this.#kept.awaits
  }

  get eventId(): string {
    return this.#kept.eventId
  }

  /** As the record says it, to the second. */
  get time(): string {
    return seconds.of(this.#kept.at)
  }

  /** The JSON of the record. */
  get text(): string {
    const { template, record, at, eventId } = this.#kept
    if (this.shape === undefined) return record
    const space = record.indexOf(' ')
    const requestId = record.slice(0, space)
    const own = record.slice(space + 1)
    const parameters = template === undefined ? own : filledTemplate(template, own)
    return this.shape.textOf(seconds.of(at), parameters, requestId, eventId)
  }

  /** Whether members may change places when the record is read and written. */
  get isReordered(): boolean {
    const { record, template } = this.#kept
    if (this.shape?.isReordered === true || numberedMember.test(record)) return true
    return template !== undefined && numberedMember.test(template)
  }
}

/**
 * A row that was opened. It is kept as the text that it is: of thousands of events, readers such as the event history
 * want none, and those that are taken out of it are forgotten soon.
 */
export class OpenedRow {
  readonly #row: RowText
  readonly #shapes: Shapes
  readonly #known: readonly Shape[]
  readonly #hasWhole: boolean

  constructor(row: RowText, shapes: Shapes) {
    const { shapes: known, whole } = contentsOf(row)
    this.#row = row
    this.#shapes = shapes
    this.#known = known.map((shape) => shapes.of(shape))
    this.#hasWhole = whole
  }

  get characters(): number {
    return this.#row.text.length
  }

  /** `rare`: whether of events that have these facts one a second is enough. */
  events(wanted: Wanted, rare?: Rare): OpenedEvent[] {
    if (!this.#hasWhole && !this.#known.some((shape) => shape.isWanted(wanted))) return []
    const found: OpenedEvent[] = []
    const isWanted = (shape: RecordShape | undefined): boolean =>
      shape === undefined || this.#shapes.of(shape).isWanted(wanted)
    const isRare = rare && ((shape: RecordShape): boolean => rare(this.#shapes.of(shape).facts))
    for (const kept of eventsOf(this.#row, isWanted, isRare)) {
      if (kept.shape !== undefined) found.push(new OpenedEvent(kept, this.#shapes.of(kept.shape)))
      else if (wanted(kept.record)) found.push(new OpenedEvent(kept, undefined))
    }
    return found
  }
}

const seconds = new Seconds()

/** The shapes that were met lately, each once. */
export class Shapes {
  readonly #known = new Map<RecordShape, Shape>()
  #lastText: RecordShape | undefined
  #last: Shape | undefined

  of(text: RecordShape): Shape {
    if (this.#last !== undefined && text === this.#lastText) return this.#last
    this.#lastText = text
    return (this.#last = this.#find(text))
  }

  #find(text: RecordShape): Shape {
    const known = this.#known.get(text)
    if (known !== undefined) return known
    if (this.#known.size >= limits.auditShapes) this.#known.clear()
    const made = new Shape(text)
    this.#known.set(text, made)
    return made
  }
}
