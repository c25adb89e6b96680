import { join } from 'node:path'
import type { Secret } from '../base/index.ts'
import { keyringFile, openKeyring } from '../security/keys/index.ts'
import { StorageError, type KvStore } from '../storage/kv.ts'
import type { Config, Secrets } from './config/index.ts'
import { connectCommitter } from './control/index.ts'
import { openFoundation } from './foundation.ts'
import { providerOf } from './master-key-provider.ts'
import { openEmbeddedReader } from './stores.ts'
import type { Surroundings } from './surroundings.ts'

/** Where a server listens for commands that change its store. */
export function controlSocket(config: Config): string {
  return join(config.dataDir, 'control.sock')
}

/**
 * The store for a command that changes it: alone, or by way of the server that has it. Either needs the
 * master key. The caller closes it.
 */
export async function openStoreToChange(
  config: Config,
  secrets: Secrets,
  surroundings: Surroundings,
): Promise<{ readonly store: KvStore; readonly systemKey: Secret }> {
  try {
    const { store, keyring } = await openFoundation(config, secrets, surroundings)
    return { store, systemKey: keyring.systemKey }
  } catch (error) {
    const taken = error instanceof StorageError && error.reason === 'in-use'
    if (!taken || config.store.kind !== 'sqlite') throw error
    return openBesideServer(config, secrets, surroundings, error)
  }
}

async function openBesideServer(
  config: Config,
  secrets: Secrets,
  surroundings: Surroundings,
  inUse: StorageError,
): Promise<{ readonly store: KvStore; readonly systemKey: Secret }> {
  const { random } = surroundings
  const provider = await providerOf(config, secrets, surroundings)
  const keyring = await openKeyring({
    home: keyringFile(config.dataDir),
    provider,
    ...surroundings,
  })
  const { pageKey, systemKey } = keyring
  const committer = await connectCommitter(controlSocket(config), systemKey, random).catch(() => {
    throw inUse
  })
  try {
    return { store: await openEmbeddedReader(config, pageKey, committer), systemKey }
  } catch (error) {
    await committer.close()
    throw error
  }
}
