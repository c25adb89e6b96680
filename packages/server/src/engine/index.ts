export { Background } from './background/background.ts'
export { runsHere, type BackgroundPlace, type JobHandle } from './background/job.ts'
export {
  addConsumed,
  consumedByWrite,
  doubled,
  readUnits,
  writeUnits,
  type Consumed,
} from './capacity.ts'
export type { DataKeySource, EncryptionContext } from './data-keys.ts'
export { createEngine, type Engine, type EngineDeps } from './engine.ts'
export * from './expression/index.ts'
export { noteBuild } from './indexes/build-notes.ts'
export { addIndex, setIndexState } from './indexes/lifecycle.ts'
export { deleteItem } from './items/delete-item.ts'
export { getBatch, getItem, getTransaction } from './items/get-items.ts'
export { checkKey, checkNoPathIntoKey } from './items/key-rules.ts'
export { putItem, type Requirement } from './items/put-item.ts'
export { updateItem } from './items/update-item.ts'
export type { Decision, ItemWrite, WriteResult } from './items/plan-write.ts'
export { writeItem, writeItemInTurn, type WriteDeps } from './items/write-item.ts'
export { keyRange, type KeyRange } from './query/key-range.ts'
export { readItems, type ReadResult } from './query/read.ts'
export { resolveIndex, type ReadShape, type Select } from './query/read-rules.ts'
export { scanRange, type Segment } from './query/segments.ts'
export { after, contains, rowOfKey } from './query/start-key.ts'
export type { LoggedChange } from './log/log-row.ts'
export type { Position } from './log/position.ts'
export { shardNumber } from './log/shards.ts'
export { chosenCiphers } from './rows/ciphers.ts'
export type { StoredItem } from './rows/item-row.ts'
export { itemKey } from './tables/table-rows.ts'
export { createSealer, DamagedRowError, type Sealer } from './rows/sealer.ts'
export type { SealLimits } from './rows/seal-budget.ts'
export { Catalog, type TableName } from './tables/catalog.ts'
export { changeEncryption, checkEncryptionChange } from './tables/encryption.ts'
export { changeTable } from './tables/change-table.ts'
export { noteRemoval } from './tables/removal.ts'
export {
  beginTransition,
  isUsable,
  shownTable,
  tableDelays,
  transitionAt,
  type TableDelays,
} from './tables/transition.ts'
export { dataKeysOf, faultyKeys, storedTables, type StoredTable } from './tables/stored-keys.ts'
export { damagedRows, type DamagedRows } from './tables/verify-rows.ts'
export { createTable, type TableDefinition, type TableDeps } from './tables/create-table.ts'
export { deleteTable } from './tables/delete-table.ts'
export type * from './tables/descriptor.ts'
export { changeExpiry, expiryNotes } from './indexes/change-expiry.ts'
export type { TableStatistics } from './tables/statistics.ts'
export type { Index, Table, TableRecord } from './tables/table.ts'
export { conditionCheck } from './items/condition-check.ts'
export { transactWrite } from './transactions/transact-write.ts'
export type { ThroughputSettings } from './throughput/meters.ts'
export type { TransactionToken } from './transactions/token.ts'
export type { StreamPolicies } from './streams/stream-policies.ts'
export { claimedArn } from './streams/iterators.ts'
export { isTrimmed, latestPosition, readRecords } from './streams/read-records.ts'
export type { StreamRecord } from './tables/stream-records.ts'
export type { Shard, StreamName } from './streams/streams.ts'
export type { ShardBounds } from './streams/shard-load.ts'
export {
  disableStream,
  enableStream,
  hasStream,
  settlingStream,
  streamStatus,
} from './tables/switch-stream.ts'
