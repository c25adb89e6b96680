import Database from 'better-sqlite3-multiple-ciphers'
import { sqliteCode, storageFailure } from './failures.ts'
import { makePrivateFile, type StoreFiles } from './files.ts'
import { StorageError } from '../kv.ts'

/** The right of one process to serve a directory. It ends with the process, however that dies. */
export interface DirectoryLock {
  release(): void
}

/**
 * Takes the lock, or throws StorageError 'in-use' at once.
 *
 * Node has no file locks of its own, so the lock is SQLite's exclusive lock on an empty database,
 * held by a transaction that never ends. The system drops it with the process; no stale file can
 * keep a restart out. It does not work across the machines of a network file system.
 */
export function lockDirectory(files: StoreFiles): DirectoryLock {
  return lockFile(
    files.lock,
    `another Strongroom serves ${files.directory}: stop it, or use another data directory`,
  )
}

/** Takes the lock that a file stands for; `inUse` tells people that another process has it. */
export function lockFile(path: string, inUse: string): DirectoryLock {
  makePrivateFile(path)
  let database: Database.Database | undefined
  try {
    database = new Database(path, { fileMustExist: true, timeout: 0 })
    database.pragma('locking_mode = EXCLUSIVE')
    // Nothing is ever committed, so no journal need reach the disk, which may be full.
    database.pragma('journal_mode = MEMORY')
    database.exec('BEGIN EXCLUSIVE')
  } catch (error) {
    database?.close()
    if (sqliteCode(error)?.startsWith('SQLITE_BUSY') === true) {
      throw new StorageError('in-use', inUse, { cause: error })
    }
    throw storageFailure(error, path, 'open')
  }
  const held = database
  return {
    release: () => {
      held.close()
    },
  }
}
