import { deflateRawSync, inflateRawSync } from 'node:zlib'
import { HmacSha256, type RowSealer } from '../../base/index.ts'
import type { Entry, KvReader, Write } from '../../storage/kv.ts'
import { attributesOf, type Attribute } from './attributes.ts'
import type { HistoryRecord } from './ports.ts'

/**
 * Storage keys of the event history, below 0x30 · 02 (`audit/log/rows.ts` has the others of the space):
 *
 *     cursor  c                                                → how far the log was read, and how much there is, sealed
 *     head    h · account                                      → which numbers its events have, sealed
 *     event   e · account · number (u64)                       → the record, sealed
 *     index   i · account · MAC(attribute) · time (ms, u48) · number (u64)
 *
 * The events of an account are numbered without gaps, so that one that was removed is missed.
 */
const space = Buffer.of(0x30, 0x02)
const macBytes = 16
const accountBytes = 12
/** Time and number: where in an index a page ends. */
export const placeBytes = 6 + 8
const noBytes = Buffer.alloc(0)
const mark = Buffer.of(1)
/** Whose the cursor is. */
const owner = 'event history'

export const cursorKey = Buffer.concat([space, Buffer.from('c')])

/** Events `first` to `next - 1` are there. */
export interface Head {
  readonly first: number
  readonly next: number
}

/** What the history holds in all, so that an account of which everything was removed is missed. */
export interface HistoryState {
  /** How far the log was read. */
  readonly cursor: readonly string[]
  /** Accounts that have a head, and events that were ever added. Absent: not counted yet. */
  readonly counted?: Counted | undefined
}

export interface Counted {
  readonly accounts: number
  readonly events: number
}

export const emptyHead: Head = { first: 1, next: 1 }

export interface HistoryEvent {
  readonly number: number
  /** Milliseconds. */
  readonly at: number
  readonly record: HistoryRecord
  /** The record as text. */
  readonly text: string
}

function prefix(kind: 'h' | 'e' | 'i', accountId = ''): Buffer {
  return Buffer.concat([space, Buffer.from(`${kind}${accountId}`, 'latin1')])
}

export function headKey(accountId: string): Buffer {
  return prefix('h', accountId)
}

export function eventKey(accountId: string, number: number): Buffer {
  return Buffer.concat([prefix('e', accountId), numberBytes(number)])
}

function numberBytes(number: number): Buffer {
  const bytes = Buffer.alloc(8)
  bytes.writeBigUInt64BE(BigInt(number))
  return bytes
}

/** All keys of the accounts' heads after that of one account. */
export function headsAfter(accountId: string): { start: Buffer; end: Buffer } {
  const start = Buffer.concat([headKey(accountId), Buffer.of(0)])
  return { start: accountId === '' ? headKey('') : start, end: prefix('h', '\xff') }
}

/** The first rows of events or of indexes after those of an account. */
export function rowsAfter(kind: 'e' | 'i', accountId: string): { start: Buffer; end: Buffer } {
  const start = prefix(kind, accountId)
  // Accounts end in a digit, so that nothing is carried.
  if (accountId !== '') start.writeUInt8(start.readUInt8(start.length - 1) + 1, start.length - 1)
  return { start, end: prefix(kind, '\xff') }
}

export function accountOfRow(key: Buffer): string {
  return key.toString('latin1', space.length + 1, space.length + 1 + accountBytes)
}

export function accountOfHead(key: Buffer): string {
  return key.toString('latin1', space.length + 1)
}

/** All index rows of an account. */
export function indexOf(accountId: string): { start: Buffer; end: Buffer } {
  const start = prefix('i', accountId)
  const end = Buffer.from(start)
  // Accounts end in a digit, so that nothing is carried.
  end.writeUInt8(end.readUInt8(end.length - 1) + 1, end.length - 1)
  return { start, end }
}

/** The number of the event that an index row is about. */
export function numberOfIndex(key: Buffer): number {
  return Number(key.readBigUInt64BE(key.length - 8))
}

/** The rows of the event history, sealed; their keys say when, and nothing else to whoever has no key. */
export class HistoryRows {
  readonly #sealer: RowSealer
  readonly #mac: HmacSha256

  /** `indexKey`: 32 bytes. */
  constructor(sealer: RowSealer, indexKey: Buffer) {
    this.#sealer = sealer
    this.#mac = new HmacSha256(indexKey)
  }

  /** Keys of an index between two places; `undefined` finds every event. */
  attributePrefix(accountId: string, attribute: Attribute | undefined): Buffer {
    const text = attribute === undefined ? '' : `${attribute.key}\0${attribute.value}`
    const mac = this.#mac.digest([Buffer.from(`${accountId}\0${text}`, 'utf8')])
    return Buffer.concat([prefix('i', accountId), mac.subarray(0, macBytes)])
  }

  /** Keys of all index rows of an event. */
  indexKeys(accountId: string, event: Pick<HistoryEvent, 'number' | 'at' | 'record'>): Buffer[] {
    const place = placeOf(event)
    return [undefined, ...attributesOf(event.record)].map((attribute) =>
      Buffer.concat([this.attributePrefix(accountId, attribute), place]),
    )
  }

  /** The row of an event, and those by which it is found. */
  eventRows(accountId: string, number: number, at: number, record: HistoryRecord): Write[] {
    const key = eventKey(accountId, number)
    const head = Buffer.alloc(6)
    head.writeUIntBE(at, 0, 6)
    const body = deflateRawSync(Buffer.from(JSON.stringify(record), 'utf8'), { level: 1 })
    const indexKeys = this.indexKeys(accountId, { number, at, record })
    return [
      { key, value: this.#sealer.seal(accountId, key, head, body) },
      ...indexKeys.map((indexKey) => ({ key: indexKey, value: mark })),
    ]
  }

  /** Throws where the row was changed or moved. */
  openEvent(accountId: string, { key, value }: Entry): HistoryEvent {
    const opened = this.#sealer.open(accountId, key, value)
    const text = inflateRawSync(opened.subarray(6)).toString('utf8')
    return {
      number: Number(key.readBigUInt64BE(key.length - 8)),
      at: opened.readUIntBE(0, 6),
      record: JSON.parse(text) as HistoryRecord,
      text,
    }
  }

  headRow(accountId: string, head: Head): Write {
    const key = headKey(accountId)
    return { key, value: this.#seal(accountId, key, head) }
  }

  openHead(accountId: string, entry: Entry | undefined): Head {
    return entry === undefined ? emptyHead : (this.#open(accountId, entry) as Head)
  }

  async head(reader: KvReader, accountId: string): Promise<Head> {
    return this.openHead(accountId, await reader.get(headKey(accountId)))
  }

  cursorRow(state: HistoryState): Write {
    return { key: cursorKey, value: this.#seal(owner, cursorKey, state) }
  }

  openCursor(entry: Entry): HistoryState {
    return this.#open(owner, entry) as HistoryState
  }

  /** A place in an index that only the same question opens. */
  sealPlace(accountId: string, question: Buffer, place: Buffer): string {
    return this.#sealer.seal(accountId, question, noBytes, place).toString('base64')
  }

  /** Undefined for a token of another question, or of nobody. */
  openPlace(accountId: string, question: Buffer, token: string): Buffer | undefined {
    try {
      const place = this.#sealer.open(accountId, question, Buffer.from(token, 'base64'))
      return place.length === placeBytes ? place : undefined
    } catch {
      return undefined
    }
  }

  #seal(sealOwner: string, key: Buffer, value: object): Buffer {
    return this.#sealer.seal(sealOwner, key, noBytes, Buffer.from(JSON.stringify(value), 'utf8'))
  }

  #open(sealOwner: string, { key, value }: Entry): unknown {
    return JSON.parse(this.#sealer.open(sealOwner, key, value).toString('utf8'))
  }
}

function placeOf({ at, number }: Pick<HistoryEvent, 'at' | 'number'>): Buffer {
  const place = Buffer.alloc(placeBytes)
  place.writeUIntBE(at, 0, 6)
  numberBytes(number).copy(place, 6)
  return place
}

/** The time and the number at the end of an index key. */
export function placeOfKey(key: Buffer): Buffer {
  return Buffer.from(key.subarray(key.length - placeBytes))
}

/** The first place of a millisecond. */
export function placeAt(at: number): Buffer {
  return placeOf({ at: Math.max(0, at), number: 0 })
}

export function isAccount(text: string): boolean {
  return text.length === accountBytes && /^\d+$/.test(text)
}
