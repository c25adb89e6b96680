import { assert } from '../../base/index.ts'
import type { AliasRecord, KeyRecord } from './key-record.ts'
import type { KmsRows } from './rows.ts'
import { kind } from './rows.ts'
import { MaterialLostError, type Vault } from './vault.ts'

/** A key as it is stored; without a record where its row does not open. */
export interface StoredKey {
  readonly accountId: string
  readonly keyId: string
  readonly record: KeyRecord | undefined
}

/** What commands and reports see of keys besides the operations: all accounts, and what is damaged too. */
export class StoredKeys {
  readonly #rows: KmsRows
  readonly #vault: Vault

  constructor(rows: KmsRows, vault: Vault) {
    this.#rows = rows
    this.#vault = vault
  }

  /** Every key of every account. */
  async *all(): AsyncGenerator<StoredKey> {
    for await (const { owner, key, open } of this.#rows.closed<KeyRecord>(kind.key)) {
      const keyId = key.toString('latin1', 14)
      yield { accountId: owner, keyId, record: attempt(open) }
    }
  }

  /** The aliases of all accounts that can be read. */
  async aliases(): Promise<readonly AliasRecord[]> {
    const found: AliasRecord[] = []
    for await (const { open } of this.#rows.closed<AliasRecord>(kind.alias)) {
      const alias = attempt(open)
      if (alias !== undefined) found.push(alias)
    }
    return found
  }

  /** Opens every version of a key's material: why some do not open, one line each. */
  async faults(key: KeyRecord): Promise<readonly string[]> {
    const faults: string[] = []
    for (const material of key.materials) {
      if (material.wrapped === undefined) continue
      try {
        const opened = await this.#vault.open(key, material, (secret) => secret.length > 0)
        assert(opened, 'material has bytes')
      } catch (error) {
        if (!(error instanceof MaterialLostError)) throw error
        faults.push(error.message)
      }
    }
    return faults
  }
}

/** Whatever keeps a row from opening, it cannot be used: here that is a finding, not a failure. */
function attempt<Value>(open: () => Value): Value | undefined {
  try {
    return open()
  } catch {
    return undefined
  }
}
