import type { Sealer } from '../rows/sealer.ts'
import { idPrefix, space } from '../rows/spaces.ts'
import type { WrappedTableKeys } from '../rows/table-keys.ts'
import type { KeySchema, StreamDescriptor } from './descriptor.ts'

/**
 * What is kept of streams apart from their tables, for they are readable for a day after their
 * tables are gone. Below the space of streams:
 *
 *     1 · account id (12 digits) · table name · 0 · label   →  StreamRecord
 *     2 · table id (u32) · shard (u32) · part (u8)          →  ShardRecord, ShardClosing, ShardTrim
 *     3 · table id (u32)                                    →  KeysRecord
 *     4 · what a stream's key has after its 1               →  ResourcePolicySlot
 *
 * The version of a shard's first part is that of the commit which opened it, and of its second part
 * that of the commit which closed it: they are the bounds of its sequence numbers. All values are
 * JSON under the system's key.
 */
export interface StreamRecord extends StreamDescriptor {
  readonly accountId: string
  readonly tableName: string
  /** Storage id of the table. */
  readonly tableId: number
  readonly key: KeySchema
}

export interface ShardRecord {
  readonly accountId: string
  readonly tableName: string
  readonly number: number
  readonly openedAt: number
  /** Id of the parent. */
  readonly parent?: string
  /** The stream that reads it. */
  readonly label: string
}

export interface ShardClosing {
  readonly closedAt: number
}

/** What a shard has lost to age. */
export interface ShardTrim {
  /** Position of the last row that was removed, in decimal. */
  readonly position: string
}

/** The keys of a table that was deleted. */
export interface KeysRecord {
  readonly accountId: string
  readonly tableName: string
  readonly keys: WrappedTableKeys
  readonly deletedAt: number
}

const owner = 'streams'
const nothing = Buffer.alloc(0)

export const streamSpace = Buffer.of(space.streams, 1)
export const shardSpace = Buffer.of(space.streams, 2)
export const keysSpace = Buffer.of(space.streams, 3)

/** Where the resource policy of a stream is, from the key of the stream. */
export function policyKey(stream: Buffer): Buffer {
  return Buffer.concat([Buffer.of(space.streams, 4), stream.subarray(streamSpace.length)])
}

export type ShardPart = 'opening' | 'closing' | 'trim'
const parts: readonly ShardPart[] = ['opening', 'closing', 'trim']

/** What the streams of an account, or of one of its tables, begin with. */
export function streamsPrefix(accountId: string, table?: string): Buffer {
  const rest = accountId + (table === undefined ? '' : `${table}\0`)
  return Buffer.concat([streamSpace, Buffer.from(rest, 'latin1')])
}

export function streamKey(accountId: string, table: string, label: string): Buffer {
  return Buffer.concat([streamsPrefix(accountId, table), Buffer.from(label, 'latin1')])
}

/** What the rows of a table's shards begin with, or those of one shard. */
export function shardsPrefix(tableId: number, shard?: number): Buffer {
  const ids = idPrefix(0, tableId, ...(shard === undefined ? [] : [shard])).subarray(1)
  return Buffer.concat([shardSpace, ids])
}

export function shardKey(tableId: number, shard: number, part: ShardPart): Buffer {
  return Buffer.concat([shardsPrefix(tableId, shard), Buffer.of(parts.indexOf(part))])
}

export function readShardKey(key: Buffer): {
  tableId: number
  shard: number
  part: ShardPart | undefined
} {
  return { tableId: key.readUInt32BE(2), shard: key.readUInt32BE(6), part: parts[key[10] ?? 255] }
}

export function keysKey(tableId: number): Buffer {
  return Buffer.concat([keysSpace, idPrefix(0, tableId).subarray(1)])
}

export function sealRecord(sealer: Sealer, key: Buffer, record: object): Buffer {
  return sealer.seal(owner, key, nothing, Buffer.from(JSON.stringify(record)))
}

/** The caller knows from the key which record it is. */
export function openRecord(sealer: Sealer, entry: { key: Buffer; value: Buffer }): unknown {
  return JSON.parse(sealer.open(owner, entry.key, entry.value).toString('utf8'))
}
