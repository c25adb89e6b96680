import { KiB, MiB } from './units.js'

/** Limits of the data plane, its tables and the background work on them. */
export const dataLimits = {
  /** AWS: bytes of an item, names and values together, with its entries in local indexes. */
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
  /** Milliseconds after which a process writes down by how much it let tables grow. */
  statisticsFlushMs: 200,
  /** Milliseconds without a change after which what a process added to a table is settled. */
  statisticsIdleMs: 15_000,
  /** Milliseconds after which a process that has not settled what it added is taken for dead. */
  statisticsDeadMs: 60_000,
  /** Rows about the size of one table: one for each process that changes it. */
  statisticsRows: 1000,
  /** Tables whose sizes one process remembers, besides those that it changes. */
  statisticsTables: 1000,
  /** Reads, of 1 MB each at most, by which the size of an item collection is told without counting it whole. */
  collectionReads: 2,
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
  /** Items, and bytes of them, that one step of an index build looks at; more while nobody else is there. */
  backfillItems: 10,
  backfillItemsAlone: 100,
  backfillBytes: MiB,
  /** Expired items that one step of the sweep deletes, in one commit. */
  expiredItems: 50,
} as const
