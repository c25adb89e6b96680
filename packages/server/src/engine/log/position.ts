import { stampBytes, stampOf } from '../../storage/stamps.ts'
import { idPrefix, space } from '../rows/spaces.ts'

/**
 * A place in the log: the version of a commit, then the ordinal of a row within that commit. It
 * grows within a shard, and from a shard to its children.
 */
export type Position = bigint

const ordinalBits = 16n
/** The ordinal of the row that ends a shard: after all changes that could be of the same commit. */
export const lastOrdinal = 0xffff
const ordinalBytes = 2

/** `log · table id · shard`: the prefix of the stamps of a shard. */
export function shardPrefix(tableId: number, shard: number): Buffer {
  return idPrefix(space.log, tableId, shard)
}

/** Where the stamp of a log row is in its key. */
export const stampAt = 9

export function positionOf(version: number, ordinal: number): Position {
  return (BigInt(version) << ordinalBits) | BigInt(ordinal)
}

export function positionOfKey(key: Buffer): Position {
  return positionOf(stampOf(key, stampAt), key.readUInt16BE(stampAt + stampBytes))
}

/** The least key of a shard at this position or after it. */
export function keyAt(prefix: Buffer, position: Position): Buffer {
  const rest = Buffer.alloc(stampBytes + ordinalBytes)
  rest.writeBigUInt64BE(position >> ordinalBits)
  rest.writeUInt16BE(Number(position & 0xffffn), stampBytes)
  return Buffer.concat([prefix, rest])
}

/** What follows the stamp in a key: the ordinal, then what binds the value to this one row. */
export function keyTail(ordinal: number, random: Buffer): Buffer {
  const tail = Buffer.alloc(ordinalBytes)
  tail.writeUInt16BE(ordinal)
  return Buffer.concat([tail, random])
}
