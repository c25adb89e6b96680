import type { Random, Secret } from '../../base/index.ts'
import { nonceBytes, tagBytes, type Cipher } from './cipher.ts'
import { chosenCiphers } from './ciphers.ts'

/**
 * Seals the values of rows with AES-256-GCM, in the one layout of every sealed row:
 *
 *     format (1) · key epoch (u32) · nonce (12) · ciphertext · tag (16)
 *
 * The associated data is the owner (the account id) and the storage key, so that a row which was
 * moved or swapped does not open. Nonces are random: 2^31 seals under one key leave a chance of a
 * repeat below 2^-34, and data keys change before that.
 */
const format = 1
/** The only epoch of the system key, under which the catalogue is sealed. */
export const systemEpoch = 0
const nonceAt = 1 + 4
const textAt = nonceAt + nonceBytes
/** Nonces are drawn from the generator this many at a time. */
const nonceBatch = 512
/** Room for the owner and most storage keys; it grows for longer ones. In bytes. */
const usualData = 256
const noNonces = Buffer.alloc(0)

export interface Sealer {
  /** `head` and `body` are sealed one after the other as one plaintext. */
  seal(owner: string, key: Buffer, head: Buffer, body: Buffer): Buffer
  /** The plaintext. Throws {@link DamagedRowError} if a single bit of key, owner or value differs. */
  open(owner: string, key: Buffer, value: Buffer): Buffer
}

/** Where a sealer takes its keys from, at every use: they may change, and end. */
export interface SealingKeys {
  /** What to seal one row with, and its epoch. Throws when no more may be sealed now. */
  take(): { readonly epoch: number; readonly cipher: Cipher }
  /** The cipher of an epoch; undefined where there is none. */
  of(epoch: number): Cipher | undefined
}

/** A stored row does not open: it was changed, moved, or sealed under another key. */
export class DamagedRowError extends Error {
  override readonly name = 'DamagedRowError'

  constructor(key: Buffer, reason = 'it is damaged or was moved', options?: ErrorOptions) {
    super(`the row at ${key.subarray(0, 9).toString('hex')}… does not open: ${reason}`, options)
  }
}

/** The epoch that a sealed row names; undefined for what is no sealed row. */
export function epochOf(value: Buffer): number | undefined {
  return value.length >= textAt + tagBytes && value[0] === format
    ? value.readUInt32BE(1)
    : undefined
}

/** A sealer with one key, for ever. */
export function createSealer(epoch: number, secret: Secret, random: Random): Sealer {
  const cipher = chosenCiphers().ciphers.create(secret.reveal())
  const taken = { epoch, cipher }
  return createKeyedSealer(
    { take: () => taken, of: (asked) => (asked === epoch ? cipher : undefined) },
    random,
  )
}

/** Fresh nonces, one after the other. Each is good until the next is asked for. */
export function nonceSource(random: Random): () => Buffer {
  let nonces: Buffer = noNonces
  let used = 0
  return () => {
    if (used === nonces.length) {
      nonces = random.bytes(nonceBytes * nonceBatch)
      used = 0
    }
    used += nonceBytes
    return nonces.subarray(used - nonceBytes, used)
  }
}

export function createKeyedSealer(keys: SealingKeys, random: Random): Sealer {
  const nextNonce = nonceSource(random)
  const associated = new AssociatedData()

  return {
    seal(owner, storageKey, head, body) {
      const { epoch, cipher } = keys.take()
      const value = Buffer.allocUnsafe(textAt + head.length + body.length + tagBytes)
      value[0] = format
      value.writeUInt32BE(epoch, 1)
      nextNonce().copy(value, nonceAt)
      head.copy(value, textAt)
      body.copy(value, textAt + head.length)
      const dataBytes = associated.set(owner, storageKey)
      cipher.seal(value, nonceAt, associated.bytes, dataBytes)
      return value
    },

    open(owner, storageKey, value) {
      const epoch = epochOf(value)
      if (epoch === undefined) throw new DamagedRowError(storageKey, 'it is no sealed row')
      const cipher = keys.of(epoch)
      if (cipher === undefined) {
        throw new DamagedRowError(
          storageKey,
          `it names data key ${String(epoch)}, which its key record does not have: one of the two is damaged or was taken from another time`,
        )
      }
      const plaintext = Buffer.allocUnsafe(value.length - textAt - tagBytes)
      const dataBytes = associated.set(owner, storageKey)
      if (!cipher.open(value, nonceAt, associated.bytes, dataBytes, plaintext)) {
        throw new DamagedRowError(storageKey)
      }
      return plaintext
    },
  }
}

/** The owner and a storage key, one after the other, in memory that is used again. */
class AssociatedData {
  bytes = Buffer.allocUnsafeSlow(usualData)
  #owner: string | undefined

  /** How many of the bytes count, until it is called again. */
  set(owner: string, key: Buffer): number {
    const length = owner.length + key.length
    if (length > this.bytes.length) {
      this.bytes = Buffer.allocUnsafeSlow(length)
      this.#owner = undefined
    }
    if (owner !== this.#owner) {
      this.bytes.write(owner, 0, 'latin1')
      this.#owner = owner
    }
    key.copy(this.bytes, owner.length)
    return length
  }
}
