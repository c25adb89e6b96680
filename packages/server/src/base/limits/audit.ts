import { KiB, MiB } from './units.js'

/** Limits of the audit log, trails and the event history. */
export const auditLimits = {
  /** AWS: trails of an account in a region, and the tags of one. */
  trails: 5,
  trailTags: 50,
  /** AWS: trails that one call about tags names. */
  trailsTagged: 20,
  /** AWS: characters of a bucket's name and of the prefix of a trail. */
  bucketNameCharacters: 63,
  trailPrefixCharacters: 200,
  /** AWS: basic event selectors of a trail, and the data resources of all of them together. */
  eventSelectors: 5,
  dataResources: 250,
  /** AWS: values of the conditions of all advanced event selectors of a trail together. */
  selectorValues: 500,
  /** Milliseconds between two looks whether another process changed a trail. */
  trailWatchMs: 500,
  /** Accounts whose trails are read at a time. */
  trailAccounts: 200,
  /** AWS: milliseconds for which the event history keeps management events. */
  historyMs: 90 * 86_400_000,
  /** AWS: events of one page of the event history. */
  historyPage: 50,
  /** AWS: pages of the event history that an account may ask for in a second; each process counts for itself. */
  historyRate: 2,
  /** Accounts whose pages are counted. */
  historyRateAccounts: 10_000,
  /** Events that one commit adds to the event history, and that one removes from it. */
  historyAdded: 100,
  historyRemoved: 20,
  /** Pages of rows without an event for the event history that one commit passes. */
  historyPages: 20,
  /** Milliseconds between two looks for events to add, and for those whose time is over. */
  historyAddEveryMs: 1000,
  historyRemoveEveryMs: 600_000,
  /** Resources of an event by which it is found. */
  historyResources: 20,
  /** Accounts, and rows, of the event history that are read at a time. */
  historyAccounts: 50,
  historyRows: 500,
  /** AWS: milliseconds that one digest file of a trail covers. */
  auditDigestMs: 3_600_000,
  /** Milliseconds after its period within which a digest is there. */
  auditDigestGraceMs: 1_200_000,
  /** Log files that one digest names; with more it ends early. */
  auditDigestFiles: 5000,
  /** Records, and bytes of them before compression, with which a log file is full. */
  auditFileRecords: 10_000,
  auditFileBytes: 4 * MiB,
  /** Rows of the log that the delivery of trails reads at a time; one may hold many events. */
  auditDeliveryRead: 64,
  /** Milliseconds between two looks whether a trail has something to be delivered, at most. */
  auditDeliveryLookMs: 5000,
  /** Milliseconds for which one of several nodes delivers before another may. */
  auditLeaseMs: 30_000,
  /** Milliseconds between two looks for files of trails that are no longer kept. */
  auditRetentionEveryMs: 3_600_000,
  /** Milliseconds for which a key signs digests before another follows. */
  auditKeyMs: 90 * 86_400_000,
  /** Keys of digests that are known. */
  auditPublicKeys: 10_000,
  /** AWS: characters of the key of an object. */
  auditKeyCharacters: 1024,
  /** Milliseconds within which a bucket must be connected to, and must have taken an object. */
  auditConnectMs: 5_000,
  auditPutMs: 30_000,
  /** Bytes that a file of a trail may have when it is unpacked to be validated. */
  auditUnpackedBytes: 256 * MiB,
  /** Problems that the validation of a trail reports. */
  auditProblems: 1000,
  /** Log files whose hashes the validation of a trail remembers, to tell what was copied from where. */
  auditKnownHashes: 200_000,
  /** Milliseconds after which the records of reads are written at the latest; those of changes are with the change. */
  auditFlushMs: 250,
  /** Bytes of waiting records with which they are written at once. */
  auditFlushBytes: 512 * KiB,
  /** Records that one commit of records alone holds. */
  auditFlushEvents: 1000,
  /** Bytes of records that may wait; beyond them no request is served. */
  auditWaitingBytes: 16 * MiB,
  /** Bytes of one row of the audit log, inflated. */
  auditRowBytes: 64 * MiB,
  /** Milliseconds before records that could not be written are tried again; doubled each time. */
  auditRetryMs: 200,
  /** Milliseconds between two such tries at most. */
  auditRetryMaxMs: 5000,
  /** Texts that records share which those who read the log remember. */
  auditShapes: 1000,
  /** Texts that the parameters of requests share which are remembered, those of one operation on one table, and characters of one. */
  auditTemplates: 1000,
  auditTemplatesOfTable: 8,
  auditTemplateCharacters: 4096,
  /** Changes that failed after their first commit that are read at once; where there are more, each event is looked for. */
  auditFailures: 200,
  /** Milliseconds for which the record of a change is held back for what was answered. */
  auditAnswerMs: 30_000,
  /** Refusals a second that are recorded of those that anybody can cause. */
  auditRefusedPerSecond: 5,
  /**
   * Denials of management requests that are recorded, of one principal and of one account, in each window of so many
   * milliseconds; each process counts for itself. AWS records all. Principals that are counted at a time.
   */
  auditDenials: 300,
  auditDenialsOfAccount: 3000,
  auditDenialWindowMs: 300_000,
  auditDenialRates: 10_000,
  /** Rows of the audit log that one link of its chain covers. */
  auditChainRows: 1000,
  /** Milliseconds between two links. */
  auditChainEveryMs: 1000,
  /** Milliseconds for which the audit log keeps what everybody has read. */
  auditKeepMs: 3_600_000,
  /** Milliseconds between two looks for what need not be kept. */
  auditTrimEveryMs: 60_000,
  /** Bytes of the audit log that wait to be read by a trail; beyond them no request is served. */
  auditLogBytes: 4096 * MiB,
  /** Milliseconds between two looks at how large the audit log is. */
  auditSizeEveryMs: 5000,
  /** Characters of records that those who read the log keep of rows that they have just opened. */
  auditOpenedCharacters: 16 * MiB,
  /** Bytes of rows that a reader of the audit log takes at a time, and rows of one commit: one for each account concerned. */
  auditReadBytes: 8 * MiB,
  auditCommitRows: 1000,
} as const
