export { packBatch, outcomeOf, unpackBatch, type BatchResult } from './batch.ts'
export {
  commitQueue,
  type BatchTransport,
  type Committer,
  type QueueBounds,
} from './commit-queue.ts'
export type { PageCipher } from './connection.ts'
export { lockFile } from './lock.ts'
export {
  openSqliteReader,
  openSqliteStore,
  type SqliteLimits,
  type SqliteReaderOptions,
  type SqliteStoreOptions,
} from './open.ts'
export { attachPages, pagesDescriptor, type PagesChoice } from './pages.ts'
