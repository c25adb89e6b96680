import { MiB } from './units.js'

/** Limits of DynamoDB Streams. */
export const streamLimits = {
  /** AWS: milliseconds for which a change can be read from a stream, and a stream after it was disabled. */
  streamRetentionMs: 86_400_000,
  /** AWS: milliseconds after which a shard of a stream is closed and its children take over. */
  streamShardMs: 4 * 3_600_000,
  /** Shards of one stream that are open at a time. */
  streamShards: 16,
  /** AWS: records a second that one shard is good for. */
  streamShardRecords: 1000,
  /** AWS: bytes a second that one shard is good for. */
  streamShardBytes: MiB,
  /** Milliseconds within which a shard takes no more than it is good for, or is split. */
  streamLoadMs: 5000,
  /** Shards whose load one process remembers. */
  streamLoads: 1000,
  /** AWS: records that one GetRecords answers. */
  streamReadRecords: 1000,
  /** AWS: bytes of records that one GetRecords answers. */
  streamReadBytes: MiB,
  /** AWS: streams, or shards of one, that one call lists. */
  streamListed: 100,
  /** AWS: milliseconds for which a shard iterator is good. */
  shardIteratorMs: 900_000,
  /** Streams, and rows about the shards of one table, that are read at a time. */
  streamRows: 20_000,
  /** Milliseconds between two looks for shards whose time is over. */
  streamRotateEveryMs: 60_000,
  /** Milliseconds between two looks for records whose time is over. */
  streamTrimEveryMs: 300_000,
} as const
