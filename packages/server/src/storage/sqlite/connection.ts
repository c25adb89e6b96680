import Database from 'better-sqlite3-multiple-ciphers'
import { assert, type Secret } from '../../base/index.ts'
import { withStorageErrors } from './failures.ts'

export type Connection = Database.Database

/**
 * The cipher of the pages. Both authenticate each page. AEGIS-256 is the faster; `sqlcipher` is
 * AES-256-CBC with HMAC-SHA-512, for sites whose policy demands AES.
 */
export type PageCipher = 'aegis' | 'sqlcipher'

export interface ConnectionOptions {
  readonly path: string
  /** 32 random bytes. They are the key itself: nothing is derived from them by a password hash. */
  readonly pageKey: Secret
  readonly cipher: PageCipher
  readonly cacheBytes: number
  /** Not even a recovery or the end of the connection writes to the file. Default: false. */
  readonly readonly?: boolean
}

export const pageKeyBytes = 32
export const pageBytes = 8192

/**
 * Opens an existing database file, or an empty file that will become one.
 * Throws StorageError: 'wrong-key', 'damaged', 'in-use' or 'io'.
 */
export function openConnection(options: ConnectionOptions): Connection {
  return withStorageErrors(options.path, 'opening', () => {
    const { readonly = false } = options
    const database = new Database(options.path, { fileMustExist: true, readonly })
    try {
      prepare(database, options)
      return database
    } catch (error) {
      database.close()
      throw error
    }
  })
}

function prepare(database: Connection, options: ConnectionOptions): void {
  unlock(database, options.pageKey, options.cipher)
  // Temporary tables and mapped pages would put plaintext where the cipher does not reach.
  database.pragma('temp_store = memory')
  database.pragma('mmap_size = 0')
  database.pragma(`cache_size = -${String(Math.ceil(options.cacheBytes / 1024))}`)
  database.pragma('trusted_schema = off')
  database.pragma('cell_size_check = on')
  // The first read: it fails here if the key is wrong.
  database.prepare('SELECT count(*) FROM sqlite_schema').get()
}

function unlock(database: Connection, pageKey: Secret, cipher: PageCipher): void {
  // Any other length would silently be taken for a password.
  assert(pageKey.reveal().length === pageKeyBytes, 'the page key has 32 bytes')
  database.pragma(`cipher = '${cipher}'`)
  if (cipher === 'aegis') database.pragma("algorithm = 'aegis-256'")
  const raw = Buffer.concat([Buffer.from('raw:'), pageKey.reveal()])
  database.key(raw)
  raw.fill(0)
}

/**
 * Sets what makes an answered commit durable. FULL makes each COMMIT wait until the write-ahead
 * log is on the disk. The writer decides itself when to copy the log into the file.
 */
export function prepareForWriting(database: Connection, path: string): void {
  withStorageErrors(path, 'opening', () => {
    const mode: unknown = database.pragma('journal_mode = WAL', { simple: true })
    assert(mode === 'wal', 'the store uses a write-ahead log')
    database.pragma('synchronous = FULL')
    database.pragma('wal_autocheckpoint = 0')
    database.pragma('fullfsync = on')
    const synchronous: unknown = database.pragma('synchronous', { simple: true })
    assert(synchronous === 2, 'each commit waits for the disk')
  })
}
