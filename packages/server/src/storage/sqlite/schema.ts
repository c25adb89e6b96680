import { renameSync, statSync } from 'node:fs'
import { StorageError } from '../kv.ts'
import { openConnection, pageBytes, type Connection, type ConnectionOptions } from './connection.ts'
import { withStorageErrors } from './failures.ts'
import type { StorePages } from './pages.ts'
import { makePrivateFile, removeDatabase, syncDirectory, type StoreFiles } from './files.ts'

/**
 * The forms of the file that this program reads and writes. A change needs a decision record. They differ in
 * this alone: beside a file of the second, `store.pages` has a tag of each page, and nobody may write the file
 * without it.
 */
export const formats = { plain: 1, withPages: 2 } as const
export type Format = (typeof formats)[keyof typeof formats]

/**
 * The entries are clustered by key, so that neighbours in the key order share pages. See "Table
 * form" in docs/internals/storage.md for what was measured.
 */
const schema = (format: Format): string => `
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

/**
 * Makes the data file unless it exists. It is made under another name and renamed when complete,
 * so a crash leaves either no data file or a whole one, and an empty data file is always damage.
 */
export function createIfMissing(
  files: StoreFiles,
  options: Omit<ConnectionOptions, 'path'>,
  pages: StorePages | string,
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
      database.pragma('journal_mode = WAL')
      database.pragma('synchronous = FULL')
      const format = typeof pages === 'string' ? formats.plain : formats.withPages
      database.exec(`BEGIN; ${schema(format)} COMMIT`)
    })
  } finally {
    database.close()
  }
  if (typeof pages !== 'string') pages.build(files.fresh)
  renameSync(files.fresh, files.data)
  syncDirectory(files.directory)
  return true
}

/** Throws StorageError 'newer-version' or 'damaged' unless this program can serve the file. */
export function formatOf(database: Connection, path: string): Format {
  const found = withStorageErrors(path, 'open', () => metaValue(database, 'format'))
  if (found === undefined || found < 1) {
    throw new StorageError('damaged', `${path} is not a Strongroom store: restore a backup`)
  }
  if (found > formats.withPages) {
    throw new StorageError(
      'newer-version',
      `${path} has format ${String(found)}, and this version of Strongroom knows up to ${String(formats.withPages)}: use a newer version`,
    )
  }
  return found === formats.plain ? formats.plain : formats.withPages
}

export function setFormat(database: Connection, path: string, format: Format): void {
  withStorageErrors(path, 'open', () => {
    database.prepare("UPDATE meta SET value = ? WHERE name = 'format'").run(format)
  })
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
