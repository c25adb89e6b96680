import { promisify } from 'node:util'
import { deflateRaw, inflateRawSync } from 'node:zlib'
import { assert, limits, type RowSealer } from '../../base/index.ts'
import { noStamp, stampBytes, stampOf, unstampedKey } from '../../storage/stamps.ts'
import type { Entry, Write } from '../../storage/kv.ts'

/**
 * Storage keys of the audit log:
 *
 *     entries   0x30 · 01 · lane (u8) · stamp (u64) · id (16)
 *     chain     0x30 · 03 · lane (u8) · number (u64)
 *     answers   0x30 · 04 · event id (16)
 *     cursors   0x30 · 05 · name
 *
 * 0x30 · 02 is the event history's. The stamp is the version of the commit, so that entries of a lane
 * are in the order of their commits.
 */
const space = 0x30
export const owner = 'audit'
const kinds = { entry: 1, chain: 3, answer: 4, cursor: 5 } as const
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
  /** JSON of a CloudTrailRecord. */
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

/** Raw, or deflated: what many events share is then kept once. */
const forms = { plain: 1, deflated: 2 } as const

const deflate = promisify(deflateRaw)

/** The row of one event; `id` is 16 bytes that no other row has. */
export function entryRow(sealer: RowSealer, lane: number, id: Buffer, event: KeptEvent): Write {
  return sealedEntry(sealer, lane, id, forms.plain, Buffer.from(lineOf(event), 'utf8'))
}

/** The row of some events. They are deflated, beside whatever else goes on. */
export async function entriesRow(
  sealer: RowSealer,
  lane: number,
  id: Buffer,
  events: readonly KeptEvent[],
): Promise<Write> {
  const text = Buffer.from(events.map(lineOf).join('\n'), 'utf8')
  if (events.length === 1) return sealedEntry(sealer, lane, id, forms.plain, text)
  return sealedEntry(sealer, lane, id, forms.deflated, await deflate(text, { level: 1 }))
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

function lineOf({ at, delivered, awaits, eventId, record }: KeptEvent): string {
  return `${String(at)} ${delivered ? 'd' : '-'}${awaits ? 'a' : '-'} ${eventId} ${record}`
}

export function openEntryRow(sealer: RowSealer, { key, value }: Entry): KeptEvent[] {
  const opened = sealer.open(owner, unstampedKey(key, stampAt), value)
  const body = opened.subarray(1)
  const text =
    opened[0] === forms.deflated
      ? inflateRawSync(body, { maxOutputLength: limits.auditRowBytes }).toString('utf8')
      : body.toString('utf8')
  return text.split('\n').map(openLine)
}

function openLine(line: string): KeptEvent {
  const flags = line.indexOf(' ') + 1
  const eventId = flags + 3
  const record = line.indexOf(' ', eventId) + 1
  assert(
    flags > 0 && record > eventId && line.startsWith('{', record),
    'a line of the audit log has an envelope and a record',
  )
  return {
    at: Number(line.slice(0, flags - 1)),
    delivered: line[flags] === 'd',
    awaits: line[flags + 1] === 'a',
    eventId: line.slice(eventId, record - 1),
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
