import { join } from 'node:path'
import { Secret } from '../base/index.ts'
import { createSealer } from '../engine/index.ts'
import {
  createKms,
  directoryShares,
  memoryShares,
  type KeyShares,
  type Kms,
} from '../security/kms/index.ts'
import type { KvStore } from '../storage/kv.ts'
import type { Config } from './config/index.ts'
import type { Surroundings } from './surroundings.ts'

/** KMS rows are sealed under the system key, as the catalogue is. */
const systemEpoch = 0

export function openKms(
  config: Config,
  store: KvStore,
  keyring: { readonly serviceKey: Secret; readonly systemKey: Secret },
  surroundings: Surroundings,
): Kms {
  const { random } = surroundings
  return createKms({
    ...surroundings,
    store,
    sealer: createSealer(systemEpoch, keyring.systemKey, random),
    serviceKey: keyring.serviceKey,
    shares: sharesOf(config, surroundings),
  })
}

/** Where the shares of KMS keys are kept, apart from the data. */
export function sharesDirectory(config: Config): string {
  return join(config.keysDir, 'kms')
}

function sharesOf(config: Config, { random }: Surroundings): KeyShares {
  switch (config.store.kind) {
    case 'memory':
      return memoryShares(random)
    case 'sqlite':
      return directoryShares(sharesDirectory(config), random)
    case 'postgres':
      return noShares
  }
}

/**
 * The nodes on a shared database have the master key in common, and no files. There a deleted key is
 * gone from the database; what guards old copies of the database is the master key alone.
 */
const nothing = new Secret(Buffer.alloc(32))
const noShares: KeyShares = {
  create: () => Promise.resolve(nothing),
  read: () => Promise.resolve(nothing),
  remove: () => Promise.resolve(),
}
