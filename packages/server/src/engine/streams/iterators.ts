import { createHmac, timingSafeEqual } from 'node:crypto'
import { derivedKey, type Secret } from '../../base/index.ts'
import type { Position } from '../log/position.ts'

/** A place in a shard from which records are read. */
export interface ShardPlace {
  /** Storage id of the stream's table. */
  readonly tableId: number
  readonly shard: number
  /** Records after this position. */
  readonly after: Position
  /** Whether records that are too old are passed over, as from TRIM_HORIZON, instead of reported as lost. */
  readonly fromHorizon: boolean
}

/** What a client holds of a place: bound to its stream, and good for a time. */
export interface Iterator extends ShardPlace {
  readonly issuedAt: number
}

const format = 1
/** format u8 · issued u48 · table u32 · shard u32 · from horizon u8 · position u80 */
const bodyBytes = 1 + 6 + 4 + 4 + 1 + 10
const macBytes = 32
const separator = '|1|'

/**
 * Shard iterators: the stream's ARN, which authorization needs before anything is read, and a body
 * with a MAC over both. The key comes from the system's, so that every process of one store takes
 * the iterators of every other, restarts included.
 */
export class IteratorCodec {
  readonly #key: Buffer

  constructor(systemKey: Secret) {
    this.#key = derivedKey(systemKey, 'shard iterators').reveal()
  }

  write(arn: string, iterator: Iterator): string {
    const body = Buffer.alloc(bodyBytes)
    body[0] = format
    body.writeUIntBE(iterator.issuedAt, 1, 6)
    body.writeUInt32BE(iterator.tableId, 7)
    body.writeUInt32BE(iterator.shard, 11)
    body[15] = iterator.fromHorizon ? 1 : 0
    body.writeUInt16BE(Number(iterator.after >> 64n), 16)
    body.writeBigUInt64BE(iterator.after & 0xffff_ffff_ffff_ffffn, 18)
    const sealed = Buffer.concat([body, this.#mac(arn, body)])
    return `${arn}${separator}${sealed.toString('base64')}`
  }

  /** Undefined unless this codec wrote the text for this stream. */
  read(arn: string, text: string): Iterator | undefined {
    const sealed = Buffer.from(text.slice(arn.length + separator.length), 'base64')
    if (!text.startsWith(arn + separator) || sealed.length !== bodyBytes + macBytes)
      return undefined
    const body = sealed.subarray(0, bodyBytes)
    if (!timingSafeEqual(this.#mac(arn, body), sealed.subarray(bodyBytes))) return undefined
    if (body[0] !== format) return undefined
    return {
      issuedAt: body.readUIntBE(1, 6),
      tableId: body.readUInt32BE(7),
      shard: body.readUInt32BE(11),
      fromHorizon: body[15] === 1,
      after: (BigInt(body.readUInt16BE(16)) << 64n) | body.readBigUInt64BE(18),
    }
  }

  #mac(arn: string, body: Buffer): Buffer {
    return createHmac('sha256', this.#key).update(arn).update('\0').update(body).digest()
  }
}

/** The ARN that an iterator claims to be of, which is not yet known to be true. */
export function claimedArn(text: string): string | undefined {
  const end = text.indexOf(separator)
  return end < 0 ? undefined : text.slice(0, end)
}
