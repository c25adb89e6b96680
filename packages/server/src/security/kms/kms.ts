import {
  type Clock,
  derivedKey,
  type Logger,
  type Random,
  type RowSealer,
  type Secret,
} from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { AliasStore } from './aliases.ts'
import { GrantStore } from './grants.ts'
import { ImportTokens } from './import-tokens.ts'
import { KeyStore } from './key-store.ts'
import { KmsRows } from './rows.ts'
import { StoredKeys } from './stored-keys.ts'
import { Vault, type KeyShares } from './vault.ts'

export interface KmsOptions {
  readonly store: KvStore
  readonly sealer: RowSealer
  /** 32 bytes that the master key guards; every key of KMS is derived from it and its own share. */
  readonly serviceKey: Secret
  readonly shares: KeyShares
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** The state of KMS and the use of its keys. It knows nothing of callers: who may do what is asked elsewhere. */
export interface Kms {
  readonly keys: KeyStore
  readonly aliases: AliasStore
  readonly grants: GrantStore
  readonly vault: Vault
  readonly stored: StoredKeys
  readonly imports: ImportTokens
  readonly clock: Clock
  readonly random: Random
}

export function createKms(options: KmsOptions): Kms {
  const { store, sealer, serviceKey, shares, clock, random, logger } = options
  const rows = new KmsRows(store, sealer)
  const vault = new Vault(derivedKey(serviceKey, 'kms root'), shares, random)
  return {
    keys: new KeyStore({ rows, vault, clock, random, logger }),
    aliases: new AliasStore(rows, clock),
    grants: new GrantStore({
      rows,
      clock,
      random,
      tokenKey: derivedKey(serviceKey, 'kms grant tokens').reveal(),
    }),
    vault,
    stored: new StoredKeys(rows, vault),
    imports: new ImportTokens(derivedKey(serviceKey, 'kms import tokens'), clock, random),
    clock,
    random,
  }
}
