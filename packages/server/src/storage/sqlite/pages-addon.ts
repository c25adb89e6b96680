import Database from 'better-sqlite3-multiple-ciphers'
import { assert, doesNotLoad, loadAddon } from '../../base/index.ts'

/** What `native/pages.c` exports. Stores are known to it by numbers. */
export interface PagesAddon {
  /** A store that this process writes. `data` is the real path of its data file. The key is copied. */
  create(data: string, pageBytes: number, key: Uint8Array): number
  /** A store that the process writes which handed on the descriptor of its memory. */
  attach(data: string, descriptor: number): number
  /** The memory of a store of this process, or -1. */
  descriptor(data: string): number
  /** Reads `store.pages`. A text says what is wrong with it. */
  load(store: number): string | undefined
  /** Makes `store.pages` of the data file `source`, which nobody has open. */
  build(store: number, source: string): void
  setState(store: number, state: number): void
  counts(store: number): [mismatches: number, opened: number]
  /** Files that are open stay watched until they are closed. */
  close(store: number): void
  isWatching(): boolean
  /** The page of the data file that this thread was last refused, from 1, or minus that of the log; 0: none. */
  takeMismatch(): number
}

let loaded: PagesAddon | string | undefined

/** The addon, watching the files that SQLite opens in this process from now on; or why there is none. */
export function pagesAddon(): PagesAddon | string {
  loaded ??= load()
  return loaded
}

function load(): PagesAddon | string {
  if (process.platform === 'win32') return 'not on Windows'
  const found = loadAddon('pages')
  if (typeof found === 'string') return found
  const addon = found.exports as PagesAddon
  try {
    // SQLite is told by way of a connection, and of any: what is replaced is for all of the process.
    const database = new Database(':memory:')
    database.loadExtension(found.file)
    database.close()
    assert(addon.isWatching(), 'the files of SQLite are watched')
    return addon
  } catch (error) {
    return doesNotLoad(error)
  }
}

/** What this thread was last refused to read, in words, once; undefined for nothing. */
export function takeMismatch(path: string): string | undefined {
  const addon = pagesAddon()
  const page = typeof addon === 'object' ? addon.takeMismatch() : 0
  if (page === 0) return undefined
  const where =
    page > 0 ? `page ${String(page)} of ${path}` : `frame ${String(-page)} of ${path}-wal`
  return `${where} is not the one that was last written: an older state of it was put back, or it is damaged`
}
