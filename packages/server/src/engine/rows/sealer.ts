import { createCipheriv, createDecipheriv } from 'node:crypto'
import { assert, type Random, type Secret } from '../../base/index.ts'

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
const headBytes = 1 + 4 + 12
const tagBytes = 16
/** Nonces are drawn from the generator this many at a time. */
const nonceBatch = 512
const noNonces = Buffer.alloc(0)

export interface Sealer {
  /** `head` and `body` are sealed one after the other as one plaintext. */
  seal(owner: string, key: Buffer, head: Buffer, body: Buffer): Buffer
  /** The plaintext. Throws {@link DamagedRowError} if a single bit of key, owner or value differs. */
  open(owner: string, key: Buffer, value: Buffer): Buffer
}

/** Where a sealer takes its keys from, at every use: they may change, and end. */
export interface SealingKeys {
  /** The key to seal one row with, and its epoch. Throws when no more may be sealed now. */
  take(): { readonly epoch: number; readonly key: Buffer }
  /** The key of an epoch; undefined where there is none. */
  of(epoch: number): Buffer | undefined
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
  return value.length >= headBytes + tagBytes && value[0] === format
    ? value.readUInt32BE(1)
    : undefined
}

/** A sealer with one key, for ever. */
export function createSealer(epoch: number, secret: Secret, random: Random): Sealer {
  const key = Buffer.from(secret.reveal())
  const taken = { epoch, key }
  return createKeyedSealer(
    { take: () => taken, of: (asked) => (asked === epoch ? key : undefined) },
    random,
  )
}

/** Fresh nonces, one after the other. Each is good until the next is asked for. */
export function nonceSource(random: Random): () => Buffer {
  let nonces: Buffer = noNonces
  let used = 0
  return () => {
    if (used === nonces.length) {
      nonces = random.bytes(12 * nonceBatch)
      used = 0
    }
    used += 12
    return nonces.subarray(used - 12, used)
  }
}

export function createKeyedSealer(keys: SealingKeys, random: Random): Sealer {
  const nextNonce = nonceSource(random)

  return {
    seal(owner, storageKey, head, body) {
      const { epoch, key } = keys.take()
      const nonce = nextNonce()
      const cipher = createCipheriv('aes-256-gcm', key, nonce)
      cipher.setAAD(associatedData(owner, storageKey))
      const plainBytes = head.length + body.length
      const value = Buffer.allocUnsafe(headBytes + plainBytes + tagBytes)
      value[0] = format
      value.writeUInt32BE(epoch, 1)
      nonce.copy(value, 5)
      // In one piece: each further call of OpenSSL costs more than to copy the row twice.
      const tagAt = headBytes + plainBytes
      head.copy(value, headBytes)
      body.copy(value, headBytes + head.length)
      const sealed = cipher.update(value.subarray(headBytes, tagAt))
      assert(sealed.length === plainBytes, 'GCM keeps the length')
      sealed.copy(value, headBytes)
      assert(cipher.final().length === 0, 'GCM holds nothing back')
      cipher.getAuthTag().copy(value, tagAt)
      return value
    },

    open(owner, storageKey, value) {
      const end = value.length - tagBytes
      const epoch = epochOf(value)
      if (epoch === undefined) throw new DamagedRowError(storageKey, 'it is no sealed row')
      const key = keys.of(epoch)
      if (key === undefined) {
        throw new DamagedRowError(
          storageKey,
          `it names data key ${String(epoch)}, which its key record does not have: one of the two is damaged or was taken from another time`,
        )
      }
      const decipher = createDecipheriv('aes-256-gcm', key, value.subarray(5, headBytes))
      decipher.setAAD(associatedData(owner, storageKey))
      decipher.setAuthTag(value.subarray(end))
      const plaintext = decipher.update(value.subarray(headBytes, end))
      try {
        decipher.final()
      } catch (cause) {
        plaintext.fill(0)
        throw new DamagedRowError(storageKey, undefined, { cause })
      }
      return plaintext
    },
  }
}

function associatedData(owner: string, key: Buffer): Buffer {
  const data = Buffer.allocUnsafe(owner.length + key.length)
  data.write(owner, 0, 'latin1')
  key.copy(data, owner.length)
  return data
}
