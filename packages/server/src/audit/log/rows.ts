import { promisify } from 'node:util'
import { deflateRaw, inflateRawSync } from 'node:zlib'
import { limits, type RowSealer } from '../../base/index.ts'
import { noStamp, stampBytes, stampOf, unstampedKey } from '../../storage/stamps.ts'
import type { Entry, Note, Write } from '../../storage/kv.ts'
import type { KeptEvent } from './kept-event.ts'
import { noteOf, RowLines } from './row-lines.ts'
import { eventsOf, type RowText } from './row-text.ts'

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
 * Forms 1 and 2, deflated, are of earlier versions: each line an event. The others are as {@link RowLines} writes them.
 */
const forms = { plain: 1, deflated: 2, shaped: 3, shapedDeflated: 4 } as const

/** Bytes of a note in a row, shared texts included; a row that takes more grows. */
const noteBytes = 512

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
  lines: RowLines,
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
  const lines = new RowLines(noteBytes * notes.length)
  for (const note of notes) lines.add(note)
  return sealedEntry(sealer, lane, id, forms.shaped, lines.body())
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

export function openRowText(sealer: RowSealer, { key, value }: Entry): RowText {
  const opened = sealer.open(owner, unstampedKey(key, stampAt), value)
  const form = opened[0]
  const body = opened.subarray(1)
  const isDeflated = form === forms.deflated || form === forms.shapedDeflated
  const bytes = isDeflated ? inflateRawSync(body, { maxOutputLength: limits.auditRowBytes }) : body
  const isPlain = form === forms.plain || form === forms.deflated
  return { text: bytes.toString('utf8'), isPlain }
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
