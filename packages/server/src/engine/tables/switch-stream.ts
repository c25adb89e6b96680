import { validation } from '../../errors/index.ts'
import { closeShards, openShards, rotateShards } from '../log/shards.ts'
import type { StreamDescriptor, StreamViewType, TableDescriptor } from './descriptor.ts'

/** Turns the stream of a table on: a new stream, with shards of its own. Pure. */
export function enableStream(
  table: TableDescriptor,
  viewType: StreamViewType,
  now: number,
  shards: number,
): TableDescriptor {
  if (hasStream(table)) {
    throw validation(`Table already has an enabled stream: TableName: ${table.name}`)
  }
  return {
    ...table,
    stream: { label: labelOf(now), viewType, createdAt: now },
    log: openShards(table.log, shards, now),
  }
}

/** Turns the stream off. It stays readable for a day. Pure. */
export function disableStream(table: TableDescriptor, now: number): TableDescriptor {
  const { stream, log } = table
  if (stream === undefined || log === undefined || !hasStream(table)) {
    throw validation(`Table has no stream to disable: TableName: ${table.name}`)
  }
  const { settlesAt: _, ...settled } = stream
  return { ...table, stream: { ...settled, disabledAt: now }, log: closeShards(log) }
}

/** Closes the shards that are open for so long and opens their children; the same table where there are none. Pure. */
export function rotateStream(
  table: TableDescriptor,
  now: number,
  shards: number,
  lifetimeMs: number,
): TableDescriptor {
  const { log } = table
  if (log?.open.some(({ openedAt }) => openedAt + lifetimeMs <= now) !== true) return table
  return { ...table, log: rotateShards(log, shards, now) }
}

/** The stream, which was switched just now, is shown on its way until then. Pure. */
export function settlingStream(table: TableDescriptor, until: number | undefined): TableDescriptor {
  const { stream } = table
  if (stream === undefined || until === undefined) return table
  return { ...table, stream: { ...stream, settlesAt: until } }
}

export type StreamStatus = 'ENABLING' | 'ENABLED' | 'DISABLING' | 'DISABLED'

export function streamStatus(stream: StreamDescriptor, now: number): StreamStatus {
  const settled = stream.settlesAt === undefined || stream.settlesAt <= now
  if (stream.disabledAt === undefined) return settled ? 'ENABLED' : 'ENABLING'
  return settled ? 'DISABLED' : 'DISABLING'
}

export function hasStream({ stream }: TableDescriptor): boolean {
  return stream !== undefined && stream.disabledAt === undefined
}

/** The time at which a stream was enabled names it. */
function labelOf(time: number): string {
  return new Date(time).toISOString().slice(0, -1)
}
