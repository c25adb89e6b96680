import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { StorageError } from '../kv.ts'

/** The files of an embedded store. All lie in one directory that belongs to the store alone. */
export interface StoreFiles {
  readonly directory: string
  /** The data, every page encrypted. */
  readonly data: string
  /** SQLite's write-ahead log, encrypted in the same way. Part of the data: never delete it. */
  readonly wal: string
  /** What was last written to each page of `data`: a tag of it. */
  readonly pages: string
  /** Holds the lock of the process that serves the directory, and nothing else. */
  readonly lock: string
  /** A data file that is being made; it becomes `data` by one rename. */
  readonly fresh: string
}

export function storeFiles(directory: string): StoreFiles {
  const data = join(directory, 'store.db')
  return {
    directory,
    data,
    wal: `${data}-wal`,
    pages: join(directory, 'store.pages'),
    lock: join(directory, 'lock.db'),
    fresh: join(directory, 'store.db.new'),
  }
}

/** Makes the directory if it is missing. Only the owner may enter it. */
export function makeDirectory(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 })
  } catch (error) {
    throw new StorageError(
      'io',
      `cannot create the data directory ${directory}: check the path and its permissions`,
      { cause: error },
    )
  }
}

/** Makes an empty file that only the owner may read, unless it exists. SQLite's side files take its mode. */
export function makePrivateFile(path: string): void {
  if (existsSync(path)) return
  try {
    closeSync(openSync(path, 'a', 0o600))
  } catch (error) {
    throw new StorageError('io', `cannot create ${path}: check the permissions of its directory`, {
      cause: error,
    })
  }
}

/** Makes the names of files that were created or renamed in the directory durable. */
export function syncDirectory(directory: string): void {
  const descriptor = openSync(directory, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Removes a database file and the side files SQLite may have left beside it. */
export function removeDatabase(path: string): void {
  for (const suffix of ['', '-journal', '-wal', '-shm']) rmSync(path + suffix, { force: true })
}
