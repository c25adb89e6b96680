import Database from 'better-sqlite3-multiple-ciphers'
import { StorageError } from '../kv.ts'
import { takeMismatch } from './pages-addon.ts'

/** The code of an error that SQLite raised, for example `SQLITE_FULL`; undefined for any other error. */
export function sqliteCode(error: unknown): string | undefined {
  return error instanceof Database.SqliteError ? error.code : undefined
}

/**
 * What an error of SQLite means for the operator. While a file is being opened, a first page that
 * does not decrypt means a wrong key; later, that the page was damaged. Other errors pass through.
 */
export function storageFailure(error: unknown, path: string, moment: 'opening' | 'open'): unknown {
  const code = sqliteCode(error)
  if (code === undefined) return error
  const options = { cause: error }
  const mismatch = takeMismatch(path)
  if (mismatch !== undefined) {
    return new StorageError('damaged', `${mismatch}: restore a backup`, options)
  }
  if (code === 'SQLITE_NOTADB' && moment === 'opening') {
    return new StorageError(
      'wrong-key',
      `${path} does not open with this page key and cipher: give those it was created with; if they are right, its first page is damaged: restore a backup`,
      options,
    )
  }
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return new StorageError('damaged', `${path} is damaged (${code}): restore a backup`, options)
  }
  if (code === 'SQLITE_FULL') {
    return new StorageError(
      'disk-full',
      `no space to write ${path}: free space on its disk`,
      options,
    )
  }
  if (code.startsWith('SQLITE_BUSY') || code.startsWith('SQLITE_LOCKED')) {
    return new StorageError(
      'in-use',
      `${path} is in use by another process: stop it, or use another data directory`,
      options,
    )
  }
  return new StorageError(
    'io',
    `cannot read or write ${path} (${code}): check its permissions and its disk`,
    options,
  )
}

/** Runs `action` and gives errors of SQLite as StorageErrors. */
export function withStorageErrors<T>(path: string, moment: 'opening' | 'open', action: () => T): T {
  try {
    return action()
  } catch (error) {
    throw storageFailure(error, path, moment)
  }
}
