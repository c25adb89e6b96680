import { limits, type Clock } from '../../base/index.ts'
import type { Entry, KvStore } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import type { LogSealers } from '../log/log-row.ts'
import { lastOrdinal, positionOf, type Position } from '../log/position.ts'
import { shardId } from '../log/shards.ts'
import type { Sealer } from '../rows/sealer.ts'
import type { TableKeyCache } from '../rows/key-cache.ts'
import type { Catalog } from '../tables/catalog.ts'
import {
  keysKey,
  openRecord,
  readShardKey,
  shardsPrefix,
  streamKey,
  streamsPrefix,
  type KeysRecord,
  type ShardClosing,
  type ShardPart,
  type ShardRecord,
  type ShardTrim,
  type StreamRecord,
} from '../tables/stream-records.ts'

export interface StreamName {
  readonly accountId: string
  readonly table: string
  readonly label: string
}

export interface Shard {
  readonly id: string
  readonly number: number
  readonly parent: string | undefined
  /** Before its first record. */
  readonly start: Position
  /** After its last record; undefined while it is open. */
  readonly end: Position | undefined
  /** Position of the last record that was removed. */
  readonly trimmed: Position | undefined
  readonly label: string
}

export interface StreamsDeps {
  readonly store: KvStore
  readonly catalog: Catalog
  readonly keys: TableKeyCache
  readonly clock: Clock
  /** The system's. */
  readonly sealer: Sealer
}

/** Finds streams, their shards and the keys of their records, those of deleted tables too. */
export class Streams {
  readonly #deps: StreamsDeps

  constructor(deps: StreamsDeps) {
    this.#deps = deps
  }

  async find(name: StreamName): Promise<StreamRecord | undefined> {
    const entry = await this.#deps.store.get(streamKey(name.accountId, name.table, name.label))
    return entry && this.#stream(entry)
  }

  /** By table and label, after the given one. */
  async list(
    accountId: string,
    table: string | undefined,
    after: StreamName | undefined,
    limit: number,
  ): Promise<StreamRecord[]> {
    const prefix = streamsPrefix(accountId, table)
    const next =
      after && Buffer.concat([streamKey(accountId, after.table, after.label), Buffer.of(0)])
    const start = next !== undefined && next.compare(prefix) > 0 ? next : prefix
    const end = prefixEnd(prefix)
    if (start.compare(end) >= 0) return []
    const entries = await this.#deps.store.range({ start, end, limit })
    return entries.flatMap((entry) => this.#stream(entry) ?? [])
  }

  /** The shards of a stream in the order in which they were opened. */
  async shards(stream: StreamRecord): Promise<Shard[]> {
    const prefix = shardsPrefix(stream.tableId)
    const range = { start: prefix, end: prefixEnd(prefix), limit: limits.streamRows }
    const rows = await this.#deps.store.range(range)
    const byShard = new Map<number, Entry[]>()
    for (const row of rows) {
      const { shard } = readShardKey(row.key)
      byShard.set(shard, [...(byShard.get(shard) ?? []), row])
    }
    return [...byShard.values()].flatMap((parts) => {
      const shard = shardOfRows(this.#deps.sealer, parts)
      return shard?.label === stream.label ? [shard] : []
    })
  }

  async shard(stream: StreamRecord, number: number): Promise<Shard | undefined> {
    const prefix = shardsPrefix(stream.tableId, number)
    const range = { start: prefix, end: prefixEnd(prefix), limit: 3 }
    const shard = shardOfRows(this.#deps.sealer, await this.#deps.store.range(range))
    return shard?.label === stream.label ? shard : undefined
  }

  /**
   * What opens the log of a table or, after it was deleted, of what it was; undefined when its keys are
   * gone. Rejects as the port of data keys does when the key above is not available.
   */
  async sealersOf(
    tableId: number,
    accountId: string,
    name: string,
  ): Promise<LogSealers | undefined> {
    const { catalog, store, keys, sealer: system } = this.#deps
    const table = await catalog.find({ accountId, name })
    if (table?.descriptor.id === tableId) return { table: table.keys.sealer, system }
    const entry = await store.get(keysKey(tableId))
    if (entry === undefined) return undefined
    const record = openRecord(system, entry) as KeysRecord
    const opened = await keys.open({ accountId, name, id: tableId }, record.keys)
    return { table: opened.sealer, system }
  }

  /** Undefined where the stream is past its day, though its rows may still be there. */
  #stream(entry: Entry): StreamRecord | undefined {
    const record = openRecord(this.#deps.sealer, entry) as StreamRecord
    const { disabledAt } = record
    const gone =
      disabledAt !== undefined && disabledAt + limits.streamRetentionMs <= this.#deps.clock.now()
    return gone ? undefined : record
  }
}

function shardOfRows(sealer: Sealer, rows: readonly Entry[]): Shard | undefined {
  const found = new Map<ShardPart | undefined, Entry>()
  for (const row of rows) found.set(readShardKey(row.key).part, row)
  const opening = found.get('opening')
  if (opening === undefined) return undefined
  const { number, openedAt, parent, label } = openRecord(sealer, opening) as ShardRecord
  const closing = found.get('closing')
  const trim = found.get('trim')
  return {
    id: shardId({ number, openedAt }),
    number,
    parent,
    start: positionOf(opening.version, 0),
    end: closing && positionOf(closing.version, lastOrdinal),
    trimmed: trim && BigInt((openRecord(sealer, trim) as ShardTrim).position),
    label,
  }
}

/** When a shard was closed; undefined while it is open. */
export function closedAt(sealer: Sealer, closing: Entry | undefined): number | undefined {
  return closing && (openRecord(sealer, closing) as ShardClosing).closedAt
}
