import { join } from 'node:path'
import { Secret } from '../base/index.ts'
import { createSealer, type DataKeySource } from '../engine/index.ts'
import { createServiceKey } from '../security/keys/index.ts'
import {
  createKms,
  directoryShares,
  memoryShares,
  type KeyShares,
  type Kms,
} from '../security/kms/index.ts'
import type { TableKeyService } from '../services/dynamodb/index.ts'
import { KeyAuthority } from '../services/kms/index.ts'
import type { ResourceAuthorizer } from '../services/operation.ts'
import type { KvStore } from '../storage/kv.ts'
import { withTableKeyRights } from './authorization/table-key-rights.ts'
import type { Config } from './config/index.ts'
import type { Surroundings } from './surroundings.ts'
import { createTableKeySource } from './table-key-source.ts'
import { createTableKeys } from './table-keys.ts'
import { recordedDataKeys, recordedTableKeys, type NoteUse } from './table-key-records.ts'

/** KMS rows are sealed under the system key, as the catalogue is. */
const systemEpoch = 0

/** KMS, wired: its state, who decides about its keys, and what the engine and the tables have of it. */
export interface WiredKms {
  readonly kms: Kms
  readonly authority: KeyAuthority
  readonly dataKeys: DataKeySource
  readonly tableKeys: TableKeyService
  /** The authorizer of requests, which knows of table keys too. */
  readonly authorizer: ResourceAuthorizer
}

export function openKms(
  config: Config,
  store: KvStore,
  keyring: { readonly serviceKey: Secret; readonly systemKey: Secret },
  surroundings: Surroundings,
  authorizer: ResourceAuthorizer,
  note: NoteUse,
): WiredKms {
  const { random } = surroundings
  const kms = openKmsState(config, store, keyring, surroundings)
  const authority = new KeyAuthority(kms, authorizer)
  const deps = { kms, authority, region: config.region, random }
  const serviceKey = createServiceKey(keyring.serviceKey, random)
  return {
    kms,
    authority,
    dataKeys: recordedDataKeys(createTableKeySource({ ...deps, serviceKey }), note),
    tableKeys: recordedTableKeys(createTableKeys(deps), note),
    authorizer: withTableKeyRights({
      ...surroundings,
      authorizer,
      authority,
      kms,
      periodMs: 1000 * config.keyCacheSeconds,
    }),
  }
}

/** The state of KMS alone, for commands that run without a server. */
export function openKmsState(
  config: Config,
  store: KvStore,
  keyring: { readonly serviceKey: Secret; readonly systemKey: Secret },
  surroundings: Surroundings,
): Kms {
  return createKms({
    ...surroundings,
    store,
    sealer: createSealer(systemEpoch, keyring.systemKey, surroundings.random),
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
