import {
  assert,
  derivedKey,
  HmacSha256,
  InvariantError,
  type Random,
  type Secret,
} from '../../base/index.ts'
import type { EncryptionContext } from '../data-keys.ts'
import type { Cipher } from './cipher.ts'
import { chosenCiphers } from './ciphers.ts'
import type { SealBudget } from './seal-budget.ts'
import { createKeyedSealer, DamagedRowError, type Sealer } from './sealer.ts'
import { macBytes } from './spaces.ts'

/** The keys of a table as its descriptor keeps them: nothing here opens without the key above. */
export interface WrappedTableKeys {
  /** Number of the data key under which rows are sealed; every sealed row names the one it has. */
  readonly epoch: number
  /** The table key, wrapped by the key above. It wraps what follows. */
  readonly dataKey: string
  /** The key of the MACs in storage keys: it outlives epochs and table keys. Base64. */
  readonly macKey: string
  /**
   * The data keys that rows may have, by epoch, oldest first. Absent in the first form of this
   * record, where the only data key is derived from the table key.
   */
  readonly dataKeys?: readonly WrappedDataKey[]
}

export interface WrappedDataKey {
  readonly epoch: number
  /** Sealed under the table key. Base64. */
  readonly sealed: string
}

/** The keys of one table, ready for use, until they are closed. */
export interface TableKeys {
  readonly sealer: Sealer
  /** What stands for a partition key or a primary key in storage keys. `domain` keeps uses apart. */
  mac(domain: Buffer, encoded: readonly Buffer[]): Buffer
  /** False when the keys must be asked for anew: they are closed, or too few seals are left. */
  readonly usable: boolean
}

/** The keys were erased while something still used them. Asking the catalogue for the table again helps. */
export class ClosedKeysError extends Error {
  override readonly name = 'ClosedKeysError'

  constructor() {
    super('the keys of the table were closed during a request that took too long')
  }
}

/** What the table's key is bound to, in KMS's terms. */
export function tableContext(accountId: string, table: string): EncryptionContext {
  return { 'aws:dynamodb:subscriberId': accountId, 'aws:dynamodb:tableName': table }
}

const firstEpoch = 1
const macKeyName = Buffer.from('table MAC key')
const noBytes = Buffer.alloc(0)

/**
 * A table key that was unwrapped, with the keys below it. Its bytes are erased by {@link close};
 * whatever uses them afterwards throws.
 */
export class OpenTableKey {
  readonly #owner: string
  readonly #random: Random
  readonly #wrapCipher: Cipher
  /** The data key of tables in the first form. */
  readonly #onlyDataKey: Buffer
  readonly #epochs = new Map<number, Buffer>()
  /** Made when first used, and kept: a key is scheduled once, however many rows it opens. */
  readonly #ciphers = new Map<number, Cipher>()
  #wrapper: Sealer | undefined
  #macKey: Buffer | undefined
  #hmac: HmacSha256 | undefined
  #state: 'open' | 'retired' | 'closed' = 'open'

  /** Takes over the plaintext. */
  constructor(owner: string, plaintext: Secret, random: Random) {
    assert(plaintext.reveal().length === 32, 'a table key has 32 bytes')
    this.#owner = owner
    this.#random = random
    const wrapKey = derivedKey(plaintext, 'table wrap')
    this.#wrapCipher = chosenCiphers().ciphers.create(wrapKey.reveal())
    wrapKey.erase()
    this.#onlyDataKey = derivedKey(plaintext, 'table seal').reveal()
    plaintext.erase()
  }

  get open(): boolean {
    return this.#state === 'open'
  }

  /** The record of a new table: a first data key and a MAC key. */
  create(dataKey: string): WrappedTableKeys {
    const macKey = this.#random.bytes(32)
    const wrapped = this.#wrap(macKeyName, macKey)
    macKey.fill(0)
    return {
      epoch: firstEpoch,
      dataKey,
      macKey: wrapped,
      dataKeys: [this.#freshDataKey(firstEpoch)],
    }
  }

  /** The record with one more data key, which is sealed with from then on. */
  addEpoch(wrapped: WrappedTableKeys): WrappedTableKeys {
    const epoch = wrapped.epoch + 1
    assert(epoch < 2 ** 32, 'an epoch fits in its four bytes')
    const { dataKeys } = this.moveTo(this, wrapped, wrapped.dataKey)
    return { ...wrapped, epoch, dataKeys: [...(dataKeys ?? []), this.#freshDataKey(epoch)] }
  }

  /** The record with everything in it wrapped by another table key, itself wrapped as `dataKey`. */
  moveTo(other: OpenTableKey, wrapped: WrappedTableKeys, dataKey: string): WrappedTableKeys {
    this.#load(wrapped)
    assert(this.#macKey !== undefined, 'the MAC key is open')
    return {
      epoch: wrapped.epoch,
      dataKey,
      macKey: other.#wrap(macKeyName, this.#macKey),
      dataKeys: epochsOf(wrapped).map((epoch) => ({
        epoch,
        sealed: other.#wrap(dataKeyName(epoch), this.#of(epoch) ?? noBytes),
      })),
    }
  }

  /** Which keys of a record do not open under this table key: none, unless the record was altered. */
  faults(wrapped: WrappedTableKeys): string[] {
    const names: [Buffer, string][] = [
      [macKeyName, wrapped.macKey],
      ...(wrapped.dataKeys ?? []).map(({ epoch, sealed }): [Buffer, string] => [
        dataKeyName(epoch),
        sealed,
      ]),
    ]
    const faulty = names.filter(([name, sealed]) => !this.#opens(name, sealed))
    return faulty.map(([name]) => name.toString())
  }

  /** The keys of a record of this table key. `budget` counts what is sealed under its current epoch. */
  keys(wrapped: WrappedTableKeys, budget: SealBudget): TableKeys {
    this.#load(wrapped)
    const { epoch } = wrapped
    const known = new Set(epochsOf(wrapped))
    const current = this.#cipherOf(epoch)
    assert(current !== undefined, 'the record has the key of its epoch')
    const taken = { epoch, cipher: current }
    const sealer = createKeyedSealer(
      {
        take: () => {
          this.#assertNotClosed()
          budget.take()
          return taken
        },
        of: (asked) => {
          this.#assertNotClosed()
          return asked === epoch ? current : known.has(asked) ? this.#cipherOf(asked) : undefined
        },
      },
      this.#random,
    )
    assert(this.#macKey !== undefined, 'the MAC key is open')
    const hmac = (this.#hmac ??= new HmacSha256(this.#macKey))
    const state = (): boolean => this.#state === 'open' && !budget.starved
    return {
      sealer,
      mac: (domain, encoded) => {
        this.#assertNotClosed()
        return hmac.tag([domain, ...encoded]).subarray(0, macBytes)
      },
      get usable() {
        return state()
      },
    }
  }

  /** What opens the rows of a table with that record. To seal with it is a mistake. */
  opener(wrapped: WrappedTableKeys): Sealer {
    this.#load(wrapped)
    const known = new Set(epochsOf(wrapped))
    return createKeyedSealer(
      {
        take: () => {
          throw new InvariantError('only opens')
        },
        of: (asked) => {
          this.#assertNotClosed()
          return known.has(asked) ? this.#cipherOf(asked) : undefined
        },
      },
      this.#random,
    )
  }

  /** From now on nothing new may use it; what does already, may end. */
  retire(): void {
    if (this.#state === 'open') this.#state = 'retired'
  }

  /** Erases every key. */
  close(): void {
    this.#state = 'closed'
    this.#wrapCipher.dispose()
    this.#onlyDataKey.fill(0)
    this.#macKey?.fill(0)
    this.#hmac?.erase()
    for (const key of this.#epochs.values()) key.fill(0)
    for (const cipher of this.#ciphers.values()) cipher.dispose()
  }

  #load(wrapped: WrappedTableKeys): void {
    this.#assertNotClosed()
    this.#macKey ??= this.#unwrap(macKeyName, wrapped.macKey)
    if (wrapped.dataKeys === undefined) this.#epochs.set(wrapped.epoch, this.#onlyDataKey)
    for (const { epoch, sealed } of wrapped.dataKeys ?? []) {
      if (!this.#epochs.has(epoch)) {
        this.#epochs.set(epoch, this.#unwrap(dataKeyName(epoch), sealed))
      }
    }
  }

  #of(epoch: number): Buffer | undefined {
    return this.#epochs.get(epoch)
  }

  #cipherOf(epoch: number): Cipher | undefined {
    const known = this.#ciphers.get(epoch)
    if (known !== undefined) return known
    const key = this.#of(epoch)
    if (key === undefined) return undefined
    const cipher = chosenCiphers().ciphers.create(key)
    this.#ciphers.set(epoch, cipher)
    return cipher
  }

  #freshDataKey(epoch: number): WrappedDataKey {
    const key = this.#random.bytes(32)
    const sealed = this.#wrap(dataKeyName(epoch), key)
    key.fill(0)
    return { epoch, sealed }
  }

  #wrap(name: Buffer, key: Buffer): string {
    this.#assertNotClosed()
    return this.#wraps().seal(this.#owner, name, noBytes, key).toString('base64')
  }

  #unwrap(name: Buffer, sealed: string): Buffer {
    const opened = this.#wraps().open(this.#owner, name, Buffer.from(sealed, 'base64'))
    // A copy of its own, since what a sealer opens lies in memory shared with others, which it would keep.
    const key = Buffer.alloc(opened.length, opened)
    opened.fill(0)
    return key
  }

  #opens(name: Buffer, sealed: string): boolean {
    try {
      const key = this.#unwrap(name, sealed)
      key.fill(0)
      return key.length === 32
    } catch (error) {
      if (error instanceof DamagedRowError) return false
      throw error
    }
  }

  #wraps(): Sealer {
    const taken = { epoch: firstEpoch, cipher: this.#wrapCipher }
    this.#wrapper ??= createKeyedSealer(
      { take: () => taken, of: (epoch) => (epoch === firstEpoch ? taken.cipher : undefined) },
      this.#random,
    )
    return this.#wrapper
  }

  #assertNotClosed(): void {
    if (this.#state === 'closed') throw new ClosedKeysError()
  }
}

export function epochsOf(wrapped: WrappedTableKeys): readonly number[] {
  return wrapped.dataKeys?.map(({ epoch }) => epoch) ?? [wrapped.epoch]
}

function dataKeyName(epoch: number): Buffer {
  return Buffer.from(`table data key ${String(epoch)}`)
}
