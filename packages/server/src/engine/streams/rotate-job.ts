import { limits, type Clock, type Random, type Job } from '../../base/index.ts'
import { ApiError } from '../../errors/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import type { Sealer } from '../rows/sealer.ts'
import type { Catalog } from '../tables/catalog.ts'
import { changeTable } from '../tables/change-table.ts'
import { openRecord, streamSpace, type StreamRecord } from '../tables/stream-records.ts'
import { rotateStream } from '../tables/switch-stream.ts'

export interface RotateDeps {
  readonly store: KvStore
  readonly catalog: Catalog
  readonly clock: Clock
  readonly random: Random
  readonly sealer: Sealer
  readonly streamShards: number
}

/**
 * Closes shards that have been open for some hours and opens their children, as the service does:
 * so consumers meet it early, a larger number of shards takes effect, and old records leave shard
 * by shard.
 */
export function rotateJob(deps: RotateDeps): Job {
  let from: Buffer = streamSpace
  return {
    name: 'stream-rotation',
    atStart: true,
    everyMs: limits.streamRotateEveryMs,
    restFactor: 1,
    async step() {
      const range = { start: from, end: prefixEnd(streamSpace), limit: limits.backgroundRows }
      const rows = await deps.store.range(range)
      for (const row of rows) {
        const stream = openRecord(deps.sealer, row) as StreamRecord
        if (stream.disabledAt === undefined) await rotate(deps, stream)
      }
      const last = rows.at(-1)
      const more = last !== undefined && rows.length === range.limit
      from = more ? Buffer.concat([last.key, Buffer.of(0)]) : streamSpace
      return more ? 'more' : 'done'
    },
  }
}

async function rotate(
  deps: RotateDeps,
  { accountId, tableName, label }: StreamRecord,
): Promise<void> {
  const { clock, streamShards } = deps
  try {
    await changeTable(deps, { accountId, name: tableName }, (table) =>
      table.stream?.label === label
        ? rotateStream(table, clock.now(), streamShards, limits.streamShardMs)
        : table,
    )
  } catch (error) {
    // The table was deleted meanwhile, or is changed so often that the next round must do.
    if (!(error instanceof ApiError)) throw error
  }
}
