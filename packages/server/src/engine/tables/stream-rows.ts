import type { Clock, Random } from '../../base/index.ts'
import type { Check, Commit, Write } from '../../storage/kv.ts'
import { endRow, idBytes } from '../log/log-row.ts'
import { lastOrdinal, shardPrefix } from '../log/position.ts'
import type { OpenShard } from '../log/shards.ts'
import type { Sealer } from '../rows/sealer.ts'
import type { TableDescriptor } from './descriptor.ts'
import type { TableRecord } from './table.ts'
import {
  keysKey,
  sealRecord,
  shardKey,
  streamKey,
  type KeysRecord,
  type ShardClosing,
} from './stream-records.ts'
import type { ShardRecord, StreamRecord } from './stream-records.ts'

export interface StreamRowsContext {
  /** The system's. */
  readonly sealer: Sealer
  readonly random: Random
  readonly now: number
}

export function streamContext({
  catalog,
  random,
  clock,
}: {
  readonly catalog: { readonly sealer: Sealer }
  readonly random: Random
  readonly clock: Clock
}): StreamRowsContext {
  return { sealer: catalog.sealer, random, now: clock.now() }
}

/**
 * What else has to be committed with a change of a table's descriptor: the rows of shards that open
 * and close, the end in the log of each that closes, and the rows of streams. `before` is undefined
 * for a table that is created, `after` for one that is deleted.
 */
export function streamRows(
  context: StreamRowsContext,
  before: TableRecord | undefined,
  after: TableDescriptor | undefined,
): Commit {
  const old = before?.descriptor.log?.open ?? []
  const open = after?.log?.open ?? []
  return {
    checks: labelCheck(before?.descriptor, after),
    writes: [
      ...(before ? missing(old, open).flatMap((shard) => closing(context, before, shard)) : []),
      ...(after ? missing(open, old).map((shard) => opening(context, after, shard)) : []),
      ...streamRecord(context, before?.descriptor, after),
      ...(before && !after ? keysRecord(context, before.descriptor) : []),
    ],
  }
}

/** A label names one stream for ever: two tables of one name may not be given it in one millisecond. */
function labelCheck(
  before: TableDescriptor | undefined,
  after: TableDescriptor | undefined,
): Check[] {
  const stream = after?.stream
  if (after === undefined || stream === undefined || stream.label === before?.stream?.label) {
    return []
  }
  return [{ key: streamKey(after.accountId, after.name, stream.label), version: 'absent' }]
}

function missing(shards: readonly OpenShard[], from: readonly OpenShard[]): OpenShard[] {
  return shards.filter(({ number }) => !from.some((other) => other.number === number))
}

function closing(
  { sealer, random, now }: StreamRowsContext,
  table: TableRecord,
  shard: OpenShard,
): Write[] {
  const { id, accountId } = table.descriptor
  const key = shardKey(id, shard.number, 'closing')
  const record: ShardClosing = { closedAt: now }
  const place = {
    prefix: shardPrefix(id, shard.number),
    ordinal: lastOrdinal,
    id: random.bytes(idBytes),
  }
  return [{ key, value: sealRecord(sealer, key, record) }, endRow(sealer, accountId, place, now)]
}

function opening({ sealer }: StreamRowsContext, table: TableDescriptor, shard: OpenShard): Write {
  const { number, openedAt, parent } = shard
  const key = shardKey(table.id, number, 'opening')
  const record: ShardRecord = {
    accountId: table.accountId,
    tableName: table.name,
    number,
    openedAt,
    ...(parent === undefined ? {} : { parent }),
    label: table.stream?.label ?? '',
  }
  return { key, value: sealRecord(sealer, key, record) }
}

function streamRecord(
  { sealer, now }: StreamRowsContext,
  before: TableDescriptor | undefined,
  after: TableDescriptor | undefined,
): Write[] {
  const table = after ?? before
  const stream = table?.stream
  if (!table || !stream || (after && sameStream(before, after))) return []
  // A stream ends with its table.
  const ended = after || stream.disabledAt !== undefined ? {} : { disabledAt: now }
  const record: StreamRecord = {
    ...stream,
    ...ended,
    accountId: table.accountId,
    tableName: table.name,
    tableId: table.id,
    key: table.key,
  }
  const key = streamKey(table.accountId, table.name, stream.label)
  return [{ key, value: sealRecord(sealer, key, record) }]
}

function sameStream(before: TableDescriptor | undefined, after: TableDescriptor): boolean {
  return (
    before?.stream?.label === after.stream?.label &&
    before?.stream?.disabledAt === after.stream?.disabledAt
  )
}

/** The keys outlive the table as long as its streams do. */
function keysRecord({ sealer, now }: StreamRowsContext, table: TableDescriptor): Write[] {
  if (table.stream === undefined) return []
  const record: KeysRecord = {
    accountId: table.accountId,
    tableName: table.name,
    keys: table.keys,
    deletedAt: now,
  }
  const key = keysKey(table.id)
  return [{ key, value: sealRecord(sealer, key, record) }]
}
