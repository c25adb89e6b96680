import { promisify } from 'node:util'
import { deflateRaw, inflateRawSync } from 'node:zlib'
import { assert, limits, type RowSealer } from '../../base/index.ts'
import { noStamp, stampBytes, stampOf, unstampedKey } from '../../storage/stamps.ts'
import type { Entry, Note, Write } from '../../storage/kv.ts'
import type { RecordShape } from '../records/record-shape.ts'

/**
 * Storage keys of the audit log:
 *
 *     entries   0x30 · 01 · lane (u8) · stamp (u64) · id (16)
 *     chain     0x30 · 03 · lane (u8) · number (u64)
 *     answers   0x30 · 04 · event id (16)
 *     cursors   0x30 · 05 · name
 *     failures  0x30 · 06 · event id (16)
 *
 * 0x30 · 02 is the event history's. The stamp is the version of the commit, so that entries of a lane
 * are in the order of their commits.
 */
const space = 0x30
export const owner = 'audit'
const kinds = { entry: 1, chain: 3, answer: 4, cursor: 5, failure: 6 } as const
/** Where the stamp of an entry is in its key. */
export const stampAt = 3
const noBytes = Buffer.alloc(0)

/** One event as it is kept: an envelope, then the record as text, each on a line of its own. */
export interface Envelope {
  /** Milliseconds. */
  readonly at: number
  /** Whether trails and the event history may have it. */
  readonly delivered: boolean
  /** Whether an answer follows in a row of its own: what was answered is known after the commit only. */
  readonly awaits: boolean
}

export interface KeptEvent extends Envelope {
  /** As in the record: a UUID. */
  readonly eventId: string
  /** What the record shares with others. */
  readonly shape?: RecordShape | undefined
  /** JSON of a CloudTrailRecord; with a shape, its request id and its parameters, with a space between. */
  readonly record: string
}

export function lanePrefix(lane: number): Buffer {
  return Buffer.of(space, kinds.entry, lane)
}

export function chainKey(lane: number, number: number): Buffer {
  const key = Buffer.alloc(11)
  key.set([space, kinds.chain, lane])
  key.writeBigUInt64BE(BigInt(number), 3)
  return key
}

export function answerKey(eventId: string): Buffer {
  return Buffer.concat([Buffer.of(space, kinds.answer), eventIdBytes(eventId)])
}

export function cursorKey(name: string): Buffer {
  return Buffer.concat([Buffer.of(space, kinds.cursor), Buffer.from(name)])
}

export function eventIdBytes(eventId: string): Buffer {
  return Buffer.from(eventId.replaceAll('-', ''), 'hex')
}

/**
 * Forms 1 and 2, deflated, are of earlier versions: each line an event. In the others a line `=shape` stands for what
 * events share, and a line of an event begins with the number of its shape, or a hyphen where it has none.
 */
const forms = { plain: 1, deflated: 2, shaped: 3, shapedDeflated: 4 } as const

const deflate = promisify(deflateRaw)

/** The row of one event; `id` is 16 bytes that no other row has. */
export function entryRow(sealer: RowSealer, lane: number, id: Buffer, event: KeptEvent): Write {
  return notesRow(sealer, lane, id, [noteOf(event)])
}

/** The row of so many events, whose lines these are. Several are deflated, beside whatever else goes on. */
export async function linesRow(
  sealer: RowSealer,
  lane: number,
  id: Buffer,
  lines: { readonly count: number; body(): Buffer },
): Promise<Write> {
  const text = lines.body()
  if (lines.count === 1) return sealedEntry(sealer, lane, id, forms.shaped, text)
  const body = await deflate(text, { level: 1 })
  return sealedEntry(sealer, lane, id, forms.shapedDeflated, body)
}

/** The row of the events whose notes these are. */
export function notesRow(
  sealer: RowSealer,
  lane: number,
  id: Buffer,
  notes: readonly Note[],
): Write {
  return sealedEntry(sealer, lane, id, forms.shaped, Buffer.from(linesOf(notes), 'utf8'))
}

/** An event as it joins the row of others. */
export function noteOf(event: KeptEvent): Note {
  return { shared: event.shape ?? '', own: lineOf(event) }
}

/** The line of an event in a row, behind the number of its shape. */
export function lineOf({ at, delivered, awaits, eventId, record }: KeptEvent): string {
  return `${String(at)} ${delivered ? 'd' : '-'}${awaits ? 'a' : '-'} ${eventId} ${record}`
}

function linesOf(notes: readonly Note[]): string {
  const shapes = new Map<string, number>()
  let text = ''
  for (const { shared, own } of notes) {
    let number: number | undefined
    if (shared !== '') {
      number = shapes.get(shared)
      if (number === undefined) {
        number = shapes.size
        shapes.set(shared, number)
        text += `=${shared}\n`
      }
    }
    text += `${number === undefined ? '-' : String(number)} ${own}\n`
  }
  return text.slice(0, -1)
}

function sealedEntry(
  sealer: RowSealer,
  lane: number,
  id: Buffer,
  form: (typeof forms)[keyof typeof forms],
  body: Buffer,
): Write {
  const key = Buffer.concat([lanePrefix(lane), noStamp, id])
  return { key, value: sealer.seal(owner, key, Buffer.of(form), body), stampAt }
}

export function openEntryRow(sealer: RowSealer, entry: Entry): KeptEvent[] {
  return [...eventsOf(openRowText(sealer, entry), () => true)]
}

/** What a row says, before it is taken apart. */
export interface RowText {
  readonly text: string
  /** Each line is an event that is whole, as in rows of earlier versions. */
  readonly isPlain: boolean
}

export function openRowText(sealer: RowSealer, { key, value }: Entry): RowText {
  const opened = sealer.open(owner, unstampedKey(key, stampAt), value)
  const form = opened[0]
  const body = opened.subarray(1)
  const isDeflated = form === forms.deflated || form === forms.shapedDeflated
  const bytes = isDeflated ? inflateRawSync(body, { maxOutputLength: limits.auditRowBytes }) : body
  const isPlain = form === forms.plain || form === forms.deflated
  return { text: bytes.toString('utf8'), isPlain }
}

/** The shapes of a row, and whether it has events without one: found without taking it apart. */
export function contentsOf({ text, isPlain }: RowText): {
  readonly shapes: readonly RecordShape[]
  readonly whole: boolean
} {
  if (isPlain) return { shapes: [], whole: true }
  const shapes: RecordShape[] = []
  let at = text.startsWith('=') ? 0 : nextShape(text, 0)
  while (at >= 0) {
    shapes.push(text.slice(at + 1, endOfLine(text, at)))
    at = nextShape(text, at)
  }
  return { shapes, whole: text.startsWith('- ') || text.includes('\n- ') }
}

/** A shape of a row that is read. */
interface ReadShape {
  readonly shape: RecordShape
  readonly isWanted: boolean
  readonly isRare: boolean
  /** Of its last event, in milliseconds without the last three digits. */
  second: string
}

/**
 * The events of a row in their order. `wanted`: asked with the shape of each, if it has one; `rare`: whether of those of
 * a shape one a second is enough.
 */
export function* eventsOf(
  { text, isPlain }: RowText,
  wanted: (shape: RecordShape | undefined) => boolean,
  rare: (shape: RecordShape) => boolean = () => false,
): Generator<KeptEvent> {
  const shapes: ReadShape[] = []
  const wantsWhole = wanted(undefined)
  for (let at = 0; at < text.length;) {
    const end = endOfLine(text, at)
    if (isPlain) {
      yield openLine(text.slice(at, end), 0, undefined)
    } else if (text[at] === '=') {
      const shape = text.slice(at + 1, end)
      shapes.push({ shape, isWanted: wanted(shape), isRare: rare(shape), second: '' })
    } else if (text[at] === '-') {
      if (wantsWhole) yield openLine(text.slice(at, end), 2, undefined)
    } else {
      const from = text.indexOf(' ', at) + 1
      const known = shapes[Number(text.slice(at, from - 1))]
      assert(known !== undefined, 'an event follows its shape')
      if (known.isWanted && !(known.isRare && isOfSecond(text, from, known))) {
        yield openLine(text.slice(from, end), 0, known.shape)
      }
    }
    at = end + 1
  }
}

/** Whether an event is of the second of the last one of its shape; notes its own. */
function isOfSecond(text: string, from: number, known: ReadShape): boolean {
  const { second } = known
  const isSame = second !== '' && text.startsWith(second, from)
  if (isSame && text[from + second.length + 3] === ' ') return true
  known.second = text.slice(from, Math.max(from, text.indexOf(' ', from) - 3))
  return false
}

function nextShape(text: string, from: number): number {
  const before = text.indexOf('\n=', from)
  return before < 0 ? -1 : before + 1
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from)
  return end < 0 ? text.length : end
}

/** `from`: where its envelope begins. */
function openLine(line: string, from: number, shape: RecordShape | undefined): KeptEvent {
  const flags = line.indexOf(' ', from) + 1
  const eventId = flags + 3
  const record = line.indexOf(' ', eventId) + 1
  assert(
    flags > from && record > eventId && (shape !== undefined || line.startsWith('{', record)),
    'a line of the audit log has an envelope and a record',
  )
  return {
    at: Number(line.slice(from, flags - 1)),
    delivered: line[flags] === 'd',
    awaits: line[flags + 1] === 'a',
    eventId: line.slice(eventId, record - 1),
    shape,
    record: line.slice(record),
  }
}

/** The answer to a change: what the record shows of it once it is known. */
export interface Answer {
  readonly errorCode?: string
  readonly errorMessage?: string
  readonly responseElements?: Readonly<Record<string, unknown>>
}

export function answerRow(sealer: RowSealer, eventId: string, answer: Answer): Write {
  return sealedRow(sealer, answerKey(eventId), answer)
}

/**
 * That a change failed after its first commit, of an event with a shape: that is rare, so it is looked for among all of
 * these and not by event.
 */
export function failureRow(sealer: RowSealer, eventId: string, answer: Answer): Write {
  return sealedRow(sealer, failureKey(eventId), answer)
}

export function failureKey(eventId: string): Buffer {
  return Buffer.concat([Buffer.of(space, kinds.failure), eventIdBytes(eventId)])
}

export const failures = {
  start: Buffer.of(space, kinds.failure),
  end: Buffer.of(space, kinds.failure + 1),
}

/** A row of JSON at a key without a stamp. */
export function sealedRow(sealer: RowSealer, key: Buffer, value: object): Write {
  const text = Buffer.from(JSON.stringify(value), 'utf8')
  return { key, value: sealer.seal(owner, key, noBytes, text) }
}

export function openSealedRow(sealer: RowSealer, { key, value }: Entry): unknown {
  return JSON.parse(sealer.open(owner, key, value).toString('utf8'))
}

/** The stamp of an entry's key. */
export function stampOfEntry(key: Buffer): number {
  return stampOf(key, stampAt)
}

/** The least key of a lane with this stamp or a later one. */
export function entryKeyAt(lane: number, stamp: number): Buffer {
  const bytes = Buffer.alloc(stampBytes)
  bytes.writeBigUInt64BE(BigInt(stamp))
  return Buffer.concat([lanePrefix(lane), bytes])
}
