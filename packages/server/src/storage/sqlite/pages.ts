import { existsSync, realpathSync, rmSync } from 'node:fs'
import { basename, join } from 'node:path'
import { assert, derivedKey, type Secret } from '../../base/index.ts'
import { StorageError } from '../kv.ts'
import { storeFiles, syncDirectory, type StoreFiles } from './files.ts'
import { pagesAddon, type PagesAddon } from './pages-addon.ts'
import { pageBytes } from './connection.ts'

/** Whether a page must be the one that was last written. `unchecked` gives that up, for a store that had it too. */
export type PagesChoice = 'checked' | 'unchecked'

/** As `native/pages.h` numbers them. */
const states = { off: 0, looking: 1, checking: 2 } as const

/**
 * The tags of a store's pages, held by the process that writes the store. Until `check` is called nothing can be
 * written, and what is read is compared but not refused.
 */
export class StorePages {
  readonly #addon: PagesAddon
  readonly #store: number
  readonly #files: StoreFiles
  #fault: string | undefined

  /** A directory that exists. Reads `store.pages`, and the log as it lies there. */
  constructor(addon: PagesAddon, files: StoreFiles, pageKey: Secret) {
    const key = derivedKey(pageKey, 'pages of the store')
    this.#addon = addon
    this.#files = files
    this.#store = this.#failing(() => addon.create(realPath(files), pageBytes, key.reveal()))
    key.erase()
    addon.setState(this.#store, states.looking)
    try {
      this.#fault = existsSync(files.data)
        ? this.#failing(() => addon.load(this.#store))
        : undefined
    } catch (error) {
      addon.close(this.#store)
      throw error
    }
  }

  /** To be called when a store that has tags was looked into. Throws StorageError 'damaged'. */
  check(): void {
    if (this.#fault !== undefined) {
      const { pages } = this.#files
      throw new StorageError(
        'damaged',
        `${pages}, which tells what was last written to each page, does not fit its store: ${this.#fault}: restore a backup`,
      )
    }
    const [mismatches, opened] = this.#addon.counts(this.#store)
    assert(opened > 0, 'what SQLite opens is watched')
    if (mismatches > 0) {
      throw new StorageError(
        'damaged',
        `pages of ${this.#files.data} are not those that were last written: an older state of it was put back, or it is damaged: restore a backup`,
      )
    }
    this.#addon.setState(this.#store, states.checking)
  }

  /** Lets SQLite work on a store that has no tags yet. */
  pause(): void {
    this.#addon.setState(this.#store, states.off)
  }

  /** Makes the tags of a data file that nobody has open, and compares from now on. */
  build(source: string): void {
    this.#failing(() => {
      this.#addon.build(this.#store, realpathSync(source))
    })
    this.#fault = undefined
    this.#addon.setState(this.#store, states.checking)
  }

  close(): void {
    this.#addon.close(this.#store)
  }

  #failing<T>(action: () => T): T {
    try {
      return action()
    } catch (error) {
      const full = error instanceof Error && /no space|quota/i.test(error.message)
      throw new StorageError(
        full ? 'disk-full' : 'io',
        `cannot read or write ${this.#files.pages}: check its permissions and its disk`,
        { cause: error },
      )
    }
  }
}

/** What follows from the choice and from what this machine has: tags, or why there are none. */
export function openPages(
  files: StoreFiles,
  pageKey: Secret,
  choice: PagesChoice,
): StorePages | string {
  if (choice === 'unchecked') return 'by the setting'
  const addon = pagesAddon()
  return typeof addon === 'string' ? addon : new StorePages(addon, files, pageKey)
}

/** The store says that it has tags, but they are not looked at here. */
export function refuseUnchecked(files: StoreFiles, reason: string): StorageError {
  return new StorageError(
    'io',
    `${files.data} keeps what was last written to each page, and that cannot be checked here (${reason}): build the addon (npm rebuild strongroom; it needs a C compiler and Python), or give the check up with --pages unchecked`,
  )
}

export function removePages(files: StoreFiles): void {
  rmSync(files.pages, { force: true })
  syncDirectory(files.directory)
}

/** The descriptor of the tags of a store that this process has opened, for a process that reads it too. */
export function pagesDescriptor(directory: string): number | undefined {
  const addon = pagesAddon()
  const descriptor =
    typeof addon === 'string' ? -1 : addon.descriptor(realPath(storeFiles(directory)))
  return descriptor < 0 ? undefined : descriptor
}

/** To be called in a process that was given such a descriptor, before it opens the store. */
export function attachPages(directory: string, descriptor: number): void {
  const addon = pagesAddon()
  assert(typeof addon !== 'string', 'what checks pages in one process is there for all of them')
  addon.attach(realPath(storeFiles(directory)), descriptor)
}

/** SQLite names files by paths without links. */
function realPath(files: StoreFiles): string {
  if (existsSync(files.data)) return realpathSync(files.data)
  return join(realpathSync(files.directory), basename(files.data))
}
