/**
 * Every limit of the server, once, with its unit. Those marked AWS are the cloud service's own and
 * are not settings. `docs/reference/limits.md` is generated from this file.
 */
const KiB = 1024
const MiB = 1024 * KiB

export const limits = {
  /** AWS: bytes of an item, names and values together. */
  itemBytes: 400 * KiB,
  /** AWS: bytes of a partition key value. */
  partitionKeyBytes: 2048,
  /** AWS: bytes of all sort key values together. */
  sortKeyBytes: 1024,
  /** AWS: UTF-8 bytes of an attribute name. */
  attributeNameBytes: 65_535,
  /** AWS: levels of maps and lists in an attribute value. */
  nestingLevels: 32,
  /** AWS: significant digits of a number. */
  numberDigits: 38,
  /** AWS: bytes of items that one Query or Scan page reads. */
  pageBytes: MiB,
  /** AWS: keys in one BatchGetItem. */
  batchGetKeys: 100,
  /** AWS: bytes of items that one BatchGetItem answers. */
  batchGetBytes: 16 * MiB,
  /** AWS: requests in one BatchWriteItem. */
  batchWriteRequests: 25,
  /** AWS: items in one transaction. */
  transactionItems: 100,
  /** AWS: bytes of the items of one transaction. */
  transactionBytes: 4 * MiB,
  /** AWS: milliseconds for which a client request token is remembered. */
  transactionTokenMs: 600_000,
  /** AWS: bytes of one expression. */
  expressionBytes: 4096,
  /** AWS: operators and functions in one expression. */
  expressionOperators: 300,
  /** AWS: operands of IN. */
  inOperands: 100,
  /** AWS: bytes of all substitution names and values of one request. */
  substitutionBytes: 2 * MiB,
  /** AWS: levels of a document path in an expression. */
  documentPathLevels: 32,
  /** AWS: global secondary indexes of a table. */
  globalIndexes: 20,
  /** AWS: local secondary indexes of a table. */
  localIndexes: 5,
  /** AWS: attributes named by INCLUDE projections over all indexes of a table. */
  projectedAttributes: 100,
  /** AWS: hash, and likewise range, attributes of a global index key. */
  indexKeyAttributes: 4,
  /** AWS: bytes of an item collection: the items of a partition key and their rows in local indexes. A setting, for tests. */
  itemCollectionBytes: 10 * 1024 * MiB,
  /** Item collections whose growth one process remembers; what is forgotten begins anew. */
  knownCollections: 20_000,
  /** AWS: parallel Scan segments. */
  scanSegments: 1_000_000,
  /** AWS: tables of an account and region. */
  tables: 2500,
  /** AWS: tags of a table. */
  tags: 50,
  /** AWS: characters of a tag's key. */
  tagKeyCharacters: 128,
  /** AWS: characters of a tag's value. */
  tagValueCharacters: 256,
  /** AWS: read, and likewise write, capacity units of a table or global index. */
  tableCapacityUnits: 40_000,
  /** AWS: seconds for which unused provisioned capacity is saved up. */
  burstSeconds: 300,
  /** Seconds of an on-demand maximum that may be consumed at once. */
  maximumBurstSeconds: 1,
  /** Tables whose consumption is remembered by one process; what is forgotten begins anew. */
  meteredTables: 10_000,
  /** AWS: read, and likewise write, capacity units of all tables of an account and region. */
  accountCapacityUnits: 80_000,

  /** AWS: bytes of a request body. */
  requestBodyBytes: 16 * MiB,
  /** Bytes of a request's header block. */
  headerBytes: 32 * KiB,
  /** Headers of a request, repeated ones counted. */
  requestHeaders: 256,
  /** Headers that one signature may name. */
  signedHeaders: 64,
  /** Parameters of a request's query. */
  queryParameters: 256,
  /** Derived signing keys held in memory: one for each access key, day, region and service in use. */
  signingKeys: 4096,
  /** AWS: broken constraints that one ValidationException names. */
  violations: 10,
  /** Characters of a value that a broken constraint shows. */
  violationValueCharacters: 16 * KiB,
  /** Levels of an attribute value that are read at all; more than the AWS limit, so that values/ can name it. */
  readNestingLevels: 128,
  /** Levels of nesting in a JSON body, before it is decoded: two for each level of an attribute value. */
  jsonDepth: 288,
  /** Milliseconds in which a request's header block, or a TLS handshake, must be complete. */
  headerMs: 10_000,
  /** Milliseconds in which a whole request, body included, must have arrived. */
  requestMs: 30_000,
  /** Milliseconds without a byte, after which a half-sent request or a half-read answer is given up. */
  stallMs: 10_000,
  /** Milliseconds that an idle connection is kept: longer than the SDKs keep theirs, so that they close first. */
  keepAliveMs: 120_000,
  /** Open connections; beyond it the one that idles longest is closed. */
  connections: 12_000,
  /** Requests that run or wait for their answer to be sent, over all listeners; beyond it 503. */
  runningRequests: 4096,
  /** Bytes of large bodies and answers held in memory, over all listeners; beyond it 503. */
  bufferedBytes: 256 * MiB,
  /** Bodies and answers up to this many bytes do not count, so that holders of large ones cannot starve small ones. */
  uncountedBodyBytes: 16 * KiB,

  /** Bytes of a form of the Query protocol. A SAML metadata document is the largest thing in one. */
  formBytes: 12 * MiB,
  /** Parameters of a form. */
  formParameters: 4096,
  /** Parts of a parameter's name, with dots between them. */
  formDepth: 12,
  /** Credentials held with the policies of their callers: one for each access key in use. */
  cachedCredentials: 10_000,
  /** Policy documents held parsed. */
  parsedPolicies: 4096,
  /** Rows of identity read at a time where all are wanted. */
  identityPage: 500,
  /** Expired sessions removed at a time. */
  sessionsPerSweep: 200,
  /** Milliseconds for which the last use of a key is not noted again. */
  useNoteMs: 900_000,
  /** Uses of keys that are remembered as noted. */
  notedUses: 50_000,
  /** Milliseconds for which an expired session is still known, so that its user is told that it expired. */
  expiredSessionMs: 3_600_000,

  /** AWS: characters of a policy document, white space included. */
  policyCharacters: 128 * KiB,
  /** AWS: bytes of the policy of a table or stream, white space included. */
  resourcePolicyBytes: 20 * KiB,
  /** Levels of nesting in a policy document; the grammar needs six. */
  policyDepth: 8,
  /** Actions for which one compiled set of policies remembers the statements that may apply. */
  policyActions: 512,
  /** Characters of a number in a condition, and the largest exponent that one may have. */
  policyNumberCharacters: 256,

  /** Steps that one comparison of policies may take, before it says that more may be permitted. */
  policyComparisonSteps: 150_000,

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
  /** Milliseconds between two looks for events to add, and for those whose time is over. */
  historyAddEveryMs: 1000,
  historyRemoveEveryMs: 600_000,
  /** Resources of an event by which it is found. */
  historyResources: 20,
  /** Accounts, and rows, of the event history that are read at a time. */
  historyAccounts: 50,
  historyRows: 500,

  /** Parsed expressions kept, of each language, and the characters of their texts together. */
  parsedExpressions: 1000,
  parsedExpressionCharacters: 256 * KiB,
  /** Levels of brackets, calls and signs in a PartiQL statement. */
  partiqlNesting: 200,
  /** AWS: partitions, or ranges of them, that one PartiQL SELECT may read. */
  partiqlReads: 50,

  /** Milliseconds before background work that failed is tried again; they double up to the longest. */
  backgroundBackOffMs: 1000,
  backgroundLongestBackOffMs: 60_000,
  /** Rows that one step of background work looks at or removes, so that foreground writes hardly wait behind it. */
  backgroundRows: 200,
  /** Items, and bytes of them, that one step of an index build looks at. */
  backfillItems: 50,
  backfillBytes: MiB,

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
  /** Policies of streams that are kept open between requests. */
  streamPolicies: 256,
  /** AWS: milliseconds from one change of a resource policy to the next. */
  resourcePolicyRestMs: 15_000,
  /** AWS: milliseconds for which a change can be read from a stream, and a stream after it was disabled. */
  streamRetentionMs: 86_400_000,
  /** AWS: milliseconds after which a shard of a stream is closed and its children take over. */
  streamShardMs: 4 * 3_600_000,
  /** Shards of one stream that are open at a time. */
  streamShards: 16,
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

  /** Expired items that one step of the sweep deletes, in one commit. */
  expiredItems: 50,
  /** Tries of a conditional commit before the request fails as conflicting. */
  commitAttempts: 30,
  /** Commits that may wait for the writer before new ones are refused. */
  commitQueueLength: 16_384,
  /** Bytes of commits that may wait for the writer before new ones are refused. */
  commitQueueBytes: 256 * MiB,
  /** Commits that join one transaction of the embedded store. */
  commitGroup: 512,
  /** Bytes of commits with which a transaction of the embedded store is full. */
  commitGroupBytes: 16 * MiB,
  /** Bytes of pages that each connection to the embedded store keeps decrypted in memory. */
  pageCacheBytes: 64 * MiB,
  /** Bytes of the write-ahead log after which it is copied into the embedded store's file. */
  writeAheadBytes: 16 * MiB,

  /** Characters of an answer that the evidence of an assessment shows. */
  evidenceAnsweredCharacters: 2000,
  /** Characters of a request that the evidence of an assessment shows. */
  evidenceAskedCharacters: 600,
  /** Characters from which on a value is a secret that evidence is searched for. */
  assessedSecretCharacters: 8,
  /** Milliseconds in which a connection of an assessment must answer. */
  assessWireMs: 5000,
  /** Milliseconds in which a throw-away table of an assessment must be there. */
  assessTableMs: 60_000,
  /** Milliseconds between two looks of an assessment for something that takes time. */
  assessPollMs: 100,
  /** Milliseconds that an assessment rests at most after a request, which is as long as the request took. */
  assessRestMs: 50,
  /** Pages of one list that an assessment reads. */
  assessPages: 500,
  /** Pages of events in which an assessment looks for the records of its attacks. */
  assessLookupPages: 10,
  /** Files below a folder that an assessment looks at. */
  assessFiles: 2000,
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
  /** Milliseconds for which the record of a change is held back for what was answered. */
  auditAnswerMs: 30_000,
  /** Refusals a second that are recorded of those that anybody can cause. */
  auditRefusedPerSecond: 5,
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
  /** Bytes of rows that a reader of the audit log takes at a time, and rows of one commit: one for each account concerned. */
  auditReadBytes: 8 * MiB,
  auditCommitRows: 1000,
  /** Levels of an event pattern of an alert rule, custom rules, and characters of the file that holds them. */
  alertPatternDepth: 32,
  alertRules: 200,
  alertRulesCharacters: 1 * MiB,
  /** Refusals of one principal or address within the window of {@link limits.alertRefusalWindowMs} that raise an alert. */
  alertRefusals: 10,
  alertRefusalWindowMs: 300_000,
  /** Milliseconds for which root credentials from one address are told once; and keys that a rule counts at a time. */
  alertRootWindowMs: 900_000,
  alertWindows: 256,
  /** Steps that the comparison of a changed policy may take before the alert says that more may be permitted. */
  alertComparisonSteps: 200_000,
  /** Milliseconds after which alerts look for new events, at most so many at a time; and a followed file is read again. */
  alertEveryMs: 1000,
  alertRead: 500,
  alertTailMs: 250,
  /** Alerts that wait for targets which are away (then the oldest are dropped); characters of a record in one; alerts sent at a time. */
  alertQueue: 10_000,
  alertEventCharacters: 16 * KiB,
  alertBatch: 20,
  /** Milliseconds for which a policy change waits for its answer, a target may take for an alert, and one process has a target. */
  alertAnswerMs: 2000,
  alertSendMs: 10_000,
  alertLeaseMs: 30_000,
} as const
