import { KiB } from './units.js'

/** Limits of KMS keys, data keys and the master key. */
export const kmsLimits = {
  /** AWS: entries that a KMS list answers at most. */
  kmsListed: 1000,
  /** AWS: aliases of a KMS key, tags of one, and characters of its policy. */
  kmsAliases: 50,
  kmsTags: 50,
  kmsPolicyCharacters: 32 * KiB,
  /** AWS: rotations on demand of a KMS key. */
  kmsRotations: 25,
  /** AWS: pairs in a grant's constraint, and characters of each part of one. */
  kmsGrantPairs: 8,
  kmsGrantPairCharacters: 384,
  /** Rights to table keys that are remembered of a caller; beyond it they are asked for anew. */
  tableKeyRights: 10_000,
  /** Milliseconds in which the provider of the master key must answer, and bytes that it may answer. */
  masterKeyProviderMs: 10_000,
  masterKeyProviderBytes: 256 * KiB,
  /** Milliseconds before a provider that is away is asked again; they double up to the longest. */
  sealedRetryMs: 1000,
  sealedLongestRetryMs: 30_000,
  /** Shares of KMS keys held in memory. */
  kmsShares: 1000,
  /** Milliseconds that an unwrapped table key is used before it is asked for again; a setting. */
  keyCacheMs: 300_000,
  /** Milliseconds after which the bytes of a key that is no longer used are erased: requests have ended. */
  keyGraceMs: 30_000,
  /** Milliseconds for which it is remembered that a key is not available. */
  keyRetryMs: 5_000,
  /** Milliseconds between two looks whether the KMS keys of tables are available. */
  keyWatchMs: 60_000,
  /** AWS: milliseconds after which a table whose key is not available is archived. */
  archiveAfterMs: 604_800_000,
  /** AWS: changes of the key above a table within a day. */
  encryptionChanges: 4,
  /** Table keys held unwrapped. */
  openTableKeys: 1000,
  /** Rows that one data key seals, in all processes together, before the next follows. */
  sealsPerKey: 2 ** 31,
  /** Seals that a process sets aside at a time at most. */
  sealBlock: 2 ** 20,
  /** Seals that a process may make before any were set aside for it. */
  sealsUnreserved: 2 ** 14,
  /** Tables and data keys whose seals are counted in memory. */
  sealBudgets: 10_000,
} as const
