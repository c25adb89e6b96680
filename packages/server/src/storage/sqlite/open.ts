import { assert, limits, type Logger, type Secret } from '../../base/index.ts'
import type { KvStore } from '../kv.ts'
import { commitQueue, type Committer, type QueueBounds } from './commit-queue.ts'
import { openConnection, pageKeyBytes, type Connection, type PageCipher } from './connection.ts'
import { makeDirectory, storeFiles } from './files.ts'
import { lockDirectory } from './lock.ts'
import { openPages, type PagesChoice, type StorePages } from './pages.ts'
import { createIfMissing, formatOf } from './schema.ts'
import { RowCache } from './row-cache.ts'
import { SqliteStore } from './store.ts'
import { settlePages } from './settle-pages.ts'
import { startWriter } from './writer-client.ts'

export interface SqliteLimits extends QueueBounds {
  /** Bytes of decrypted pages that each connection keeps. */
  readonly cacheBytes: number
  /** Bytes of sealed rows that the process which holds the directory keeps. 0: none. */
  readonly rowCacheBytes: number
  /** Bytes of the write-ahead log after which it is copied into the data file. */
  readonly writeAheadBytes: number
  /** Bytes that the data file may take; commits beyond are refused. Default: what the disk has. */
  readonly fileBytes?: number
}

export interface SqliteReaderOptions {
  /** Belongs to the store alone. */
  readonly directory: string
  /** 32 random bytes. The store does not keep them, nor erase them. */
  readonly pageKey: Secret
  /** Fixed when the store is created. Default: AEGIS-256. */
  readonly cipher?: PageCipher
  readonly limits?: Partial<SqliteLimits>
}

export interface SqliteStoreOptions extends SqliteReaderOptions {
  readonly logger: Logger
  /** Default: a page must be the one that was last written, where the addon was built. */
  readonly pages?: PagesChoice
}

const defaults: SqliteLimits = {
  queueLength: limits.commitQueueLength,
  queueBytes: limits.commitQueueBytes,
  groupCommits: limits.commitGroup,
  groupBytes: limits.commitGroupBytes,
  cacheBytes: limits.pageCacheBytes,
  rowCacheBytes: limits.rowCacheBytes,
  writeAheadBytes: limits.writeAheadBytes,
}

/**
 * Opens the embedded store in `directory`, which is created if it is missing, and takes the lock
 * that keeps a second server out. Rejects with a StorageError: 'in-use', 'wrong-key', 'damaged',
 * 'newer-version', 'disk-full' or 'io'.
 */
export async function openSqliteStore(options: SqliteStoreOptions): Promise<KvStore> {
  const { logger, cipher = 'aegis', pageKey } = options
  assert(pageKey.reveal().length === pageKeyBytes, 'the page key has 32 bytes')
  const bounds = { ...defaults, ...options.limits }
  const files = storeFiles(options.directory)
  makeDirectory(files.directory)
  const lock = lockDirectory(files)
  let pages: StorePages | string | undefined
  const release = (): void => {
    if (typeof pages === 'object') pages.close()
    lock.release()
  }
  try {
    pages = openPages(files, pageKey, options.pages ?? 'checked')
    const connecting = { pageKey, cipher, cacheBytes: bounds.cacheBytes }
    const created = createIfMissing(files, connecting, pages)
    // Looks at the format before a writer could change anything.
    settlePages(files, connecting, pages, options.pages ?? 'checked')
    const transport = await startWriter({
      path: files.data,
      pageKey,
      cipher,
      cacheBytes: bounds.cacheBytes,
      writeAheadBytes: bounds.writeAheadBytes,
      fileBytes: bounds.fileBytes,
      logger,
    })
    const fields = { created, cipher, pages: typeof pages === 'string' ? 'unchecked' : 'fresh' }
    logger.info('storage.opened', fields)
    if (typeof pages === 'string') logger.warn('storage.pages-unchecked', { reason: pages })
    const committer = commitQueue(transport, bounds, logger)
    return openReader({ ...options, sole: true }, committer, release)
  } catch (error) {
    release()
    throw error
  }
}

/**
 * Opens the store for a further process: reads are done here, commits go to `committer`, which
 * leads to the process that holds the directory. That process must have opened the store before.
 */
export function openSqliteReader(options: SqliteReaderOptions, committer: Committer): KvStore {
  return openReader({ ...options, sole: false }, committer, () => undefined)
}

interface Reading extends SqliteReaderOptions {
  /** Whether every commit to the file goes through this store, those of other processes too. */
  readonly sole: boolean
}

function openReader(options: Reading, committer: Committer, release: () => void): KvStore {
  const { sole } = options
  const bounds = { ...defaults, ...options.limits }
  const connect = (): Connection => openReadConnection(options, bounds.cacheBytes)
  const files = storeFiles(options.directory)
  const parts = { files, database: connect(), committer, sole, connect, release }
  if (!sole) return new SqliteStore(parts)
  const { rowCacheBytes: bytes } = bounds
  const cache = new RowCache({ bytes, valueBytes: limits.cachedRowBytes })
  return new SqliteStore({ ...parts, cache })
}

function openReadConnection(options: Reading, cacheBytes: number): Connection {
  const { data } = storeFiles(options.directory)
  const { pageKey, cipher = 'aegis', sole } = options
  // Were another process the last to close the file, SQLite would write to it there, unseen by who keeps its tags.
  const database = openConnection({ path: data, pageKey, cipher, cacheBytes, readonly: !sole })
  try {
    formatOf(database, data)
    database.pragma('query_only = on')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
