import { assert, limits, type Logger, type Secret } from '../../base/index.ts'
import type { KvStore } from '../kv.ts'
import { commitQueue, type Committer, type QueueBounds } from './commit-queue.ts'
import { openConnection, pageKeyBytes, type Connection, type PageCipher } from './connection.ts'
import { makeDirectory, storeFiles } from './files.ts'
import { lockDirectory } from './lock.ts'
import { assertFormat, createIfMissing } from './schema.ts'
import { RowCache } from './row-cache.ts'
import { SqliteStore } from './store.ts'
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
  try {
    const created = createIfMissing(files, { pageKey, cipher, cacheBytes: bounds.cacheBytes })
    // Looks at the format before a writer could change anything.
    openReadConnection(options, bounds.cacheBytes).close()
    const transport = await startWriter({
      path: files.data,
      pageKey,
      cipher,
      cacheBytes: bounds.cacheBytes,
      writeAheadBytes: bounds.writeAheadBytes,
      fileBytes: bounds.fileBytes,
      logger,
    })
    logger.info('storage.opened', { created, cipher })
    return openReader(options, commitQueue(transport, bounds, logger), true, () => {
      lock.release()
    })
  } catch (error) {
    lock.release()
    throw error
  }
}

/**
 * Opens the store for a further process: reads are done here, commits go to `committer`, which
 * leads to the process that holds the directory. That process must have opened the store before.
 */
export function openSqliteReader(options: SqliteReaderOptions, committer: Committer): KvStore {
  return openReader(options, committer, false, () => undefined)
}

function openReader(
  options: SqliteReaderOptions,
  committer: Committer,
  sole: boolean,
  release: () => void,
): KvStore {
  const bounds = { ...defaults, ...options.limits }
  const connect = (): Connection => openReadConnection(options, bounds.cacheBytes)
  const files = storeFiles(options.directory)
  const parts = { files, database: connect(), committer, sole, connect, release }
  if (!sole) return new SqliteStore(parts)
  const { rowCacheBytes: bytes } = bounds
  const cache = new RowCache({ bytes, valueBytes: limits.cachedRowBytes })
  return new SqliteStore({ ...parts, cache })
}

function openReadConnection(options: SqliteReaderOptions, cacheBytes: number): Connection {
  const { data } = storeFiles(options.directory)
  const { pageKey, cipher = 'aegis' } = options
  const database = openConnection({ path: data, pageKey, cipher, cacheBytes })
  try {
    assertFormat(database, data)
    database.pragma('query_only = on')
    return database
  } catch (error) {
    database.close()
    throw error
  }
}
