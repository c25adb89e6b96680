import { join } from 'node:path'
import type { Secret } from '../base/index.ts'
import type { KvStore } from '../storage/kv.ts'
import type { Config } from './config/index.ts'
import { configurationError } from './exit.ts'
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
    logger,
  })
}

export function openPostgresStore(_url: Secret, _surroundings: Surroundings): Promise<KvStore> {
  throw configurationError('--store postgres is not available yet; use sqlite')
}
