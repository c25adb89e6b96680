import { join } from 'node:path'
import type { Secret } from '../base/index.ts'
import type { Alone } from '../security/keys/index.ts'
import type { KvStore } from '../storage/kv.ts'
import type { Committer } from '../storage/sqlite/index.ts'
import type { Config } from './config/index.ts'
import type { Surroundings } from './surroundings.ts'

/** Where the embedded store lives: beside the keyring, in a directory of its own. */
export function storeDirectory(config: Config): string {
  return join(config.dataDir, 'store')
}

/**
 * The only places that name drivers. Each is loaded when it is used: the others' libraries would
 * cost start-up time.
 */
export async function openInMemoryStore(): Promise<KvStore> {
  const { openMemoryStore } = await import('../storage/memory/index.ts')
  return openMemoryStore()
}

export async function openEmbeddedStore(
  config: Config,
  pageKey: Secret,
  { logger }: Surroundings,
): Promise<KvStore> {
  const { openSqliteStore } = await import('../storage/sqlite/index.ts')
  return openSqliteStore({
    directory: storeDirectory(config),
    pageKey,
    cipher: config.cipher,
    pages: config.pages,
    logger,
  })
}

export async function openPostgresStore(url: Secret): Promise<KvStore> {
  const driver = await import('../storage/postgres/index.ts')
  return driver.openPostgresStore({ url: url.reveal().toString('utf8') })
}

/** Runs alone, of all processes that change the keyring; kept out by another one, it rejects at once. */
export function keyringLock(config: Config): Alone {
  const directory = config.store.kind === 'sqlite' ? config.dataDir : config.keysDir
  return async (work) => {
    const { lockFile } = await import('../storage/sqlite/index.ts')
    const lock = lockFile(
      join(directory, 'keyring.lock'),
      'Another process changes the keyring now; try again when it has ended',
    )
    try {
      return await work()
    } finally {
      lock.release()
    }
  }
}

/** For a command that only reads: beside a server that runs, too. */
export async function openStoreToRead(config: Config, pageKey: Secret): Promise<KvStore> {
  if (config.store.kind === 'postgres') return openPostgresStore(config.store.url)
  return openEmbeddedReader(config, pageKey, {
    queuedCommits: 0,
    commit: () => Promise.reject(new Error('this process only reads')),
    close: () => Promise.resolve(),
  })
}

/** What a worker process is given of the store that this process has opened: where pages are checked, a descriptor. */
export async function embeddedPages(config: Config): Promise<number | undefined> {
  const { pagesDescriptor } = await import('../storage/sqlite/index.ts')
  return pagesDescriptor(storeDirectory(config))
}

/** To be called in the worker process before the store is opened there. */
export async function useEmbeddedPages(config: Config, descriptor: number): Promise<void> {
  const { attachPages } = await import('../storage/sqlite/index.ts')
  attachPages(storeDirectory(config), descriptor)
}

/** For a worker process: it reads the file itself, and commits by way of the process that opened the store. */
export async function openEmbeddedReader(
  config: Config,
  pageKey: Secret,
  committer: Committer,
): Promise<KvStore> {
  const { openSqliteReader } = await import('../storage/sqlite/index.ts')
  return openSqliteReader(
    { directory: storeDirectory(config), pageKey, cipher: config.cipher },
    committer,
  )
}
