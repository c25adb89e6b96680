import { limits, type Clock, type Job } from '../../base/index.ts'
import { ApiError } from '../../errors/index.ts'
import type { Entry, KvStore, Write } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import { openLogRow, type LogSealers } from '../log/log-row.ts'
import { shardPrefix, type Position } from '../log/position.ts'
import type { Sealer } from '../rows/sealer.ts'
import {
  keysSpace,
  openRecord,
  policyKey,
  readShardKey,
  sealRecord,
  shardKey,
  shardsPrefix,
  shardSpace,
  streamSpace,
  type KeysRecord,
  type ShardRecord,
  type StreamRecord,
} from '../tables/stream-records.ts'
import { closedAt, type Streams } from './streams.ts'

export interface TrimDeps {
  readonly store: KvStore
  readonly streams: Streams
  readonly clock: Clock
  readonly sealer: Sealer
}

/**
 * Removes what streams have kept for a day: records, shards that were closed, streams that were
 * disabled, and the keys of tables that were deleted. Goes through the shards a few at a time.
 */
export function trimJob(deps: TrimDeps): Job {
  let from: Buffer = shardSpace
  return {
    name: 'stream-trim',
    atStart: true,
    everyMs: limits.streamTrimEveryMs,
    restFactor: 1,
    async step() {
      const opening = await nextShard(deps.store, from)
      if (opening === undefined) {
        from = shardSpace
        return (await removeExpired(deps)) ? 'more' : 'done'
      }
      const { tableId, shard } = readShardKey(opening.key)
      if (!(await trimShard(deps, opening))) from = prefixEnd(shardsPrefix(tableId, shard))
      return 'more'
    },
  }
}

/** The first row of the next shard. */
async function nextShard(store: KvStore, start: Buffer): Promise<Entry | undefined> {
  const [row] = await store.range({ start, end: prefixEnd(shardSpace), limit: 1 })
  return row
}

/** Removes some rows of one shard; true when there may be more to remove. */
async function trimShard(deps: TrimDeps, opening: Entry): Promise<boolean> {
  const { store, sealer, clock } = deps
  const { tableId, shard } = readShardKey(opening.key)
  const before = clock.now() - limits.streamRetentionMs
  const record = openRecord(sealer, opening) as ShardRecord
  if (record.openedAt > before) return false

  const prefix = shardPrefix(tableId, shard)
  const range = { start: prefix, end: prefixEnd(prefix), limit: limits.backgroundRows }
  const rows = await store.range(range)
  const closed = closedAt(sealer, await store.get(shardKey(tableId, shard, 'closing')))
  if (closed !== undefined && closed <= before) {
    const keys = rows.length > 0 ? rows.map(({ key }) => key) : shardRowKeys(tableId, shard)
    await remove(store, keys)
    return rows.length > 0
  }
  return trimRows(deps, record, tableId, rows, before)
}

async function trimRows(
  { store, streams, sealer }: TrimDeps,
  { accountId, tableName, number }: ShardRecord,
  tableId: number,
  rows: readonly Entry[],
  before: number,
): Promise<boolean> {
  const sealers = await openedBy(streams, tableId, accountId, tableName)
  if (sealers === undefined) return false
  const old: Buffer[] = []
  let last: Position | undefined
  for (const row of rows) {
    const change = openLogRow(sealers, accountId, row)
    if (change.kind === 'end' || change.time > before) break
    old.push(row.key)
    last = change.position
  }
  if (last === undefined) return false
  const key = shardKey(tableId, number, 'trim')
  const note = { key, value: sealRecord(sealer, key, { position: String(last) }) }
  await remove(store, old, [note])
  return old.length === rows.length
}

/** Where the keys are not to be had, the rows wait until their shard has been closed for a day. */
async function openedBy(
  streams: Streams,
  tableId: number,
  accountId: string,
  tableName: string,
): Promise<LogSealers | undefined> {
  try {
    return await streams.sealersOf(tableId, accountId, tableName)
  } catch (error) {
    if (error instanceof ApiError) return undefined
    throw error
  }
}

function shardRowKeys(tableId: number, shard: number): Buffer[] {
  return (['opening', 'closing', 'trim'] as const).map((part) => shardKey(tableId, shard, part))
}

/** Removes streams and keys that are past their day; true when there may be more. */
async function removeExpired({ store, sealer, clock }: TrimDeps): Promise<boolean> {
  const before = clock.now() - limits.streamRetentionMs
  const expired: Buffer[] = []
  for (const [start, endedAt, keysOf] of [
    [
      streamSpace,
      (record: unknown) => (record as StreamRecord).disabledAt,
      (key: Buffer) => [key, policyKey(key)],
    ],
    [keysSpace, (record: unknown) => (record as KeysRecord).deletedAt, (key: Buffer) => [key]],
  ] as const) {
    const end = prefixEnd(start)
    const rows = await store.range({ start, end, limit: limits.streamRows })
    for (const row of rows) {
      const ended = endedAt(openRecord(sealer, row))
      if (ended !== undefined && ended <= before) expired.push(...keysOf(row.key))
    }
  }
  const some = expired.slice(0, limits.backgroundRows)
  if (some.length > 0) await remove(store, some)
  return expired.length > some.length
}

async function remove(
  store: KvStore,
  keys: readonly Buffer[],
  writes: readonly Write[] = [],
): Promise<void> {
  const deletions = keys.map((key) => ({ key, value: undefined }))
  committedOrConflict(await store.commit({ checks: [], writes: [...deletions, ...writes] }))
}
