import { KiB, MiB } from './units.js'

/** Limits of stores. */
export const storeLimits = {
  /** Tries of a conditional commit before the request fails as conflicting. */
  commitAttempts: 30,
  /** Commits that may wait for the writer before new ones are refused. */
  commitQueueLength: 16_384,
  /** Bytes of commits that may wait for the writer before new ones are refused. */
  commitQueueBytes: 256 * MiB,
  /** Bytes of a commit that a command makes by way of a running server. */
  controlFrameBytes: 16 * MiB,
  /** Commands that may do so at a time. */
  controlConnections: 4,
  /** Milliseconds without a byte, after which such a command is given up. */
  controlIdleMs: 30_000,
  /** Commits that join one transaction of the embedded store. */
  commitGroup: 512,
  /** Bytes of commits with which a transaction of the embedded store is full. */
  commitGroupBytes: 16 * MiB,
  /** Bytes of pages that each connection to the embedded store keeps decrypted in memory. */
  pageCacheBytes: 64 * MiB,
  /** Bytes of rows, sealed, that the process which writes the embedded store keeps in memory. */
  rowCacheBytes: 32 * MiB,
  /** Bytes of a row's value beyond which it is not kept there. */
  cachedRowBytes: 16 * KiB,
  /** Bytes of the write-ahead log after which it is copied into the embedded store's file. */
  writeAheadBytes: 4 * MiB,
} as const
