import { assert } from '../../base/index.ts'
import { noStamp, stampBytes, unstampedKey } from '../../storage/stamps.ts'
import type { Entry, Write } from '../../storage/kv.ts'
import type { EncodedItem } from '../rows/item-row.ts'
import type { Sealer } from '../rows/sealer.ts'
import { keyTail, lastOrdinal, positionOfKey, stampAt, type Position } from './position.ts'

/** Who changed an item, where it was no client. */
export type Actor = 'ttl'

/** A change of an item as the log keeps it. */
export interface Change {
  readonly keys: EncodedItem
  readonly before: EncodedItem | undefined
  readonly after: EncodedItem | undefined
  /** Wall time in milliseconds. */
  readonly time: number
  readonly actor: Actor | undefined
}

export interface LoggedChange extends Change {
  readonly kind: 'change'
  readonly position: Position
  /** Unique for ever: 32 hexadecimal digits. */
  readonly id: string
}

/** The last row of a shard: no change follows it there. */
export interface ShardEnd {
  readonly kind: 'end'
  readonly position: Position
  readonly time: number
}

export type LogRow = LoggedChange | ShardEnd

/** Bytes that make the key of a row unlike any other, and name the record on the wire. */
export const idBytes = 16
const idAt = stampAt + stampBytes + 2

/*
 * The plaintext of a row:
 *
 *     kind u8 · actor u8 · time u48 · for keys, old and new image: size u32, length u32 · their JSON
 *
 * The sizes are those that DynamoDB counts. A length of 0 stands for an image that there is not.
 * The value is sealed with the key as its associated data, with zeros where the stamp will be.
 */
const headBytes = 8 + 3 * 8
const changeKind = 1
const endKind = 2
const actors: readonly (Actor | undefined)[] = [undefined, 'ttl']

/** Where a row is to be written: the shard's prefix, the ordinal within the commit, and fresh random bytes. */
export interface RowPlace {
  readonly prefix: Buffer
  readonly ordinal: number
  readonly id: Buffer
}

export function changeRow(sealer: Sealer, owner: string, place: RowPlace, change: Change): Write {
  const head = Buffer.alloc(headBytes)
  head[0] = changeKind
  head[1] = actors.indexOf(change.actor)
  head.writeUIntBE(change.time, 2, 6)
  const images = [change.keys, change.before, change.after]
  images.forEach((image, at) => {
    head.writeUInt32BE(image?.size ?? 0, 8 + 8 * at)
    head.writeUInt32BE(image?.json.length ?? 0, 12 + 8 * at)
  })
  const body = Buffer.concat(images.flatMap((image) => image?.json ?? []))
  return sealed(sealer, owner, place, head, body)
}

/** `system` is the system's sealer, and the ordinal of `place` the last one. */
export function endRow(system: Sealer, owner: string, place: RowPlace, time: number): Write {
  assert(place.ordinal === lastOrdinal, 'the end comes after all else')
  const head = Buffer.alloc(headBytes)
  head[0] = endKind
  head.writeUIntBE(time, 2, 6)
  return sealed(system, owner, place, head, Buffer.alloc(0))
}

function sealed(
  sealer: Sealer,
  owner: string,
  { prefix, ordinal, id }: RowPlace,
  head: Buffer,
  body: Buffer,
): Write {
  assert(prefix.length === stampAt && id.length === idBytes, 'the key of a log row has its form')
  const key = Buffer.concat([prefix, noStamp, keyTail(ordinal, id)])
  return { key, value: sealer.seal(owner, key, head, body), stampAt }
}

/** What opens the rows of one table. */
export interface LogSealers {
  readonly table: Sealer
  /** The system's, which seals the ends of shards: a table can be deleted while its keys are not to be had. */
  readonly system: Sealer
}

/** Throws DamagedRowError unless the row is as it was written, and where it was written. */
export function openLogRow(sealers: LogSealers, owner: string, { key, value }: Entry): LogRow {
  const isEnd = key.readUInt16BE(stampAt + stampBytes) === lastOrdinal
  const sealer = isEnd ? sealers.system : sealers.table
  const text = sealer.open(owner, unstampedKey(key, stampAt), value)
  const position = positionOfKey(key)
  const time = text.readUIntBE(2, 6)
  if (isEnd && text[0] === endKind) return { kind: 'end', position, time }
  assert(text[0] === changeKind, 'a log row is a change or an end')
  let at = headBytes
  const [keys, before, after] = [0, 1, 2].map((image): EncodedItem | undefined => {
    const length = text.readUInt32BE(12 + 8 * image)
    at += length
    if (length === 0) return undefined
    return { size: text.readUInt32BE(8 + 8 * image), json: text.subarray(at - length, at) }
  })
  assert(keys !== undefined && at === text.length, 'a log row has keys and ends where it says')
  const id = key.toString('hex', idAt)
  return { kind: 'change', position, id, keys, before, after, time, actor: actors[text[1] ?? 0] }
}
