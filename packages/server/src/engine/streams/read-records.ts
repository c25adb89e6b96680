import { limits, type Clock } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import { openLogRow, type LoggedChange } from '../log/log-row.ts'
import { keyAt, positionOfKey, shardPrefix, type Position } from '../log/position.ts'
import type { ShardPlace } from './iterators.ts'
import type { StreamRecord } from '../tables/stream-records.ts'
import type { Shard, Streams } from './streams.ts'

export interface ReadDeps {
  readonly store: KvStore
  readonly streams: Streams
  readonly clock: Clock
}

/** What a read gives: `trimmed` where records after the place were lost to age, `gone` where the shard was. */
export type ReadOutcome =
  | { readonly outcome: 'gone' }
  | { readonly outcome: 'trimmed' }
  | {
      readonly outcome: 'read'
      readonly changes: readonly LoggedChange[]
      /** Where to read on; undefined at the end of a closed shard. */
      readonly next: ShardPlace | undefined
    }

/** Rows with more bytes than this are read by one call only where the first is. */
const rowBytes = 4 * limits.streamReadBytes

/** Reads changes in commit order. `sizeOf` tells what a change takes of the answer. */
export async function readRecords(
  { store, streams, clock }: ReadDeps,
  stream: StreamRecord,
  place: ShardPlace,
  limit: number,
  sizeOf: (change: LoggedChange) => number,
): Promise<ReadOutcome> {
  const sealers = await streams.sealersOf(stream.tableId, stream.accountId, stream.tableName)
  const prefix = shardPrefix(stream.tableId, place.shard)
  const start = keyAt(prefix, place.after + 1n)
  // One more than asked for tells whether the shard ends here.
  const range = { start, end: prefixEnd(prefix), limit: limit + 1, byteLimit: rowBytes }
  const rows = await store.range(range)
  // Read after the rows: what is removed between the two is noted there by then.
  const shard = await streams.shard(stream, place.shard)
  if (shard === undefined || sealers === undefined) return { outcome: 'gone' }
  if (!place.fromHorizon && lostAfter(shard, place.after)) return { outcome: 'trimmed' }

  const horizon = clock.now() - limits.streamRetentionMs
  const changes: LoggedChange[] = []
  let after = place.after
  let bytes = 0
  for (const row of rows) {
    const change = openLogRow(sealers, stream.accountId, row)
    if (change.kind === 'end') return { outcome: 'read', changes, next: undefined }
    if (change.time <= horizon) {
      if (!place.fromHorizon && changes.length === 0) return { outcome: 'trimmed' }
    } else {
      bytes += sizeOf(change)
      const full = changes.length === limit || bytes > limits.streamReadBytes
      if (full && changes.length > 0) break
      changes.push(change)
    }
    after = change.position
  }
  const fromHorizon = place.fromHorizon && changes.length === 0
  return { outcome: 'read', changes, next: { ...place, after, fromHorizon } }
}

function lostAfter(shard: Shard, after: Position): boolean {
  return shard.trimmed !== undefined && shard.trimmed > after
}

/** The position of the last row of a shard, or before its first. */
export async function latestPosition(
  { store }: Pick<ReadDeps, 'store'>,
  stream: StreamRecord,
  shard: Shard,
): Promise<Position> {
  const prefix = shardPrefix(stream.tableId, shard.number)
  const range = { start: prefix, end: prefixEnd(prefix), limit: 1, reverse: true }
  const [last] = await store.range(range)
  return last ? positionOfKey(last.key) : shard.start
}

/** Whether the record at a position, or one after it, was lost to age. */
export async function isTrimmed(
  { store, streams, clock }: ReadDeps,
  stream: StreamRecord,
  shard: Shard,
  after: Position,
): Promise<boolean> {
  if (lostAfter(shard, after)) return true
  const sealers = await streams.sealersOf(stream.tableId, stream.accountId, stream.tableName)
  const prefix = shardPrefix(stream.tableId, shard.number)
  const range = { start: keyAt(prefix, after + 1n), end: prefixEnd(prefix), limit: 1 }
  const [row] = await store.range(range)
  if (row === undefined || sealers === undefined) return false
  const change = openLogRow(sealers, stream.accountId, row)
  return change.kind === 'change' && change.time <= clock.now() - limits.streamRetentionMs
}
