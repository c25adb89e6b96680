import { renameSync, statSync } from 'node:fs'
import { StorageError } from '../kv.ts'
import { openConnection, type Connection, type ConnectionOptions } from './connection.ts'
import { withStorageErrors } from './failures.ts'
import { makePrivateFile, removeDatabase, syncDirectory, type StoreFiles } from './files.ts'

/** The form of the file that this program reads and writes. A change needs a decision record. */
const format = 1

/**
 * The entries are clustered by key, so that neighbours in the key order share pages. See "Table
 * form" in docs/internals/storage.md for what was measured.
 */
const schema = `
  CREATE TABLE entries (
    key BLOB NOT NULL PRIMARY KEY,
    version INTEGER NOT NULL,
    value BLOB NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE meta (
    name TEXT NOT NULL PRIMARY KEY,
    value INTEGER NOT NULL
  ) STRICT, WITHOUT ROWID;
  INSERT INTO meta VALUES ('format', ${String(format)}), ('version', 0);
`

const pageBytes = 8192

/**
 * Makes the data file unless it exists. It is made under another name and renamed when complete,
 * so a crash leaves either no data file or a whole one, and an empty data file is always damage.
 */
export function createIfMissing(
  files: StoreFiles,
  options: Omit<ConnectionOptions, 'path'>,
): boolean {
  if (statSync(files.data, { throwIfNoEntry: false }) !== undefined) return false
  if (statSync(files.wal, { throwIfNoEntry: false }) !== undefined) {
    throw new StorageError(
      'damaged',
      `${files.wal} is there but ${files.data} is missing: put it back, or restore a backup`,
    )
  }
  removeDatabase(files.fresh)
  makePrivateFile(files.fresh)
  const database = openConnection({ ...options, path: files.fresh })
  try {
    withStorageErrors(files.fresh, 'opening', () => {
      database.pragma(`page_size = ${String(pageBytes)}`)
      database.pragma('synchronous = FULL')
      database.exec(`BEGIN; ${schema} COMMIT`)
    })
  } finally {
    database.close()
  }
  renameSync(files.fresh, files.data)
  syncDirectory(files.directory)
  return true
}

/** Throws StorageError 'newer-version' or 'damaged' unless this program can serve the file. */
export function assertFormat(database: Connection, path: string): void {
  const found = withStorageErrors(path, 'open', () => metaValue(database, 'format'))
  if (found === undefined || found < 1) {
    throw new StorageError('damaged', `${path} is not a Strongroom store: restore a backup`)
  }
  if (found > format) {
    throw new StorageError(
      'newer-version',
      `${path} has format ${String(found)}, and this version of Strongroom knows up to ${String(format)}: use a newer version`,
    )
  }
}

/** The version of the latest commit; 0 in a new store. */
export function lastVersion(database: Connection): number {
  const version = metaValue(database, 'version')
  if (version === undefined)
    throw new StorageError('damaged', 'the version counter is missing: restore a backup')
  return version
}

function metaValue(database: Connection, name: string): number | undefined {
  const table = database.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'meta'").get()
  if (table === undefined) return undefined
  const value: unknown = database.prepare('SELECT value FROM meta WHERE name = ?').pluck().get(name)
  return typeof value === 'number' ? value : undefined
}
