import { createHmac, hkdfSync } from 'node:crypto'
import { assert, Secret, type Random } from '../../base/index.ts'
import { openSealed, seal } from '../keys/index.ts'
import type { KeyRecord, Material } from './key-record.ts'

/**
 * Where each key has its share: 32 bytes without which its material does not open, kept apart from the
 * data. Removing it makes every copy of the data useless as far as that key guards it.
 */
export interface KeyShares {
  /** Durable when it resolves. */
  create(keyId: string): Promise<Secret>
  /** Undefined when it was removed or lost. */
  read(keyId: string): Promise<Secret | undefined>
  remove(keyId: string): Promise<void>
}

/** The material of a key is stored, but its share is missing, or it was altered. */
export class MaterialLostError extends Error {
  override readonly name = 'MaterialLostError'

  constructor(keyId: string, reason: string) {
    super(`the material of KMS key ${keyId} does not open: ${reason}`)
  }
}

/**
 * Wraps the material of keys: AES-256-GCM under a key that is derived from the KMS root key, which the
 * master key guards, and the share of the key. Bound to account, key, spec and version.
 */
export class Vault {
  readonly #rootKey: Secret
  readonly #shares: KeyShares
  readonly #random: Random

  constructor(rootKey: Secret, shares: KeyShares, random: Random) {
    this.#rootKey = rootKey
    this.#shares = shares
    this.#random = random
  }

  /** Makes the share of a new key. */
  async prepare(keyId: string): Promise<void> {
    await this.#shares.create(keyId)
  }

  /** A version of a key's material, wrapped. `secret` stays the caller's, who erases it. */
  async wrap(
    key: Pick<KeyRecord, 'accountId' | 'keyId' | 'spec'>,
    secret: Buffer,
    facts: Omit<Material, 'id' | 'wrapped'>,
  ): Promise<Material> {
    const id = materialId(key.keyId, secret)
    const wrappingKey = await this.#wrappingKey(key.keyId)
    const wrapped = seal(wrappingKey, secret, contextOf(key, id), this.#random)
    wrappingKey.fill(0)
    return { ...facts, id, wrapped: wrapped.toString('base64') }
  }

  /** Hands the material to `use`, and erases it afterwards. Throws MaterialLostError. */
  async open<Result>(
    key: KeyRecord,
    material: Material,
    use: (secret: Buffer) => Result,
  ): Promise<Result> {
    assert(material.wrapped !== undefined, 'the material is there')
    const wrappingKey = await this.#wrappingKey(key.keyId)
    const wrapped = Buffer.from(material.wrapped, 'base64')
    const secret = openSealed(wrappingKey, wrapped, contextOf(key, material.id))
    wrappingKey.fill(0)
    if (secret === undefined) throw new MaterialLostError(key.keyId, 'it was altered')
    try {
      return use(secret)
    } finally {
      secret.fill(0)
    }
  }

  /** After this, no copy of the key's record opens again. */
  destroy(keyId: string): Promise<void> {
    return this.#shares.remove(keyId)
  }

  async #wrappingKey(keyId: string): Promise<Buffer> {
    const share = await this.#shares.read(keyId)
    if (share === undefined) throw new MaterialLostError(keyId, 'its share is missing')
    const both = Buffer.concat([this.#rootKey.reveal(), share.reveal()])
    const info = `strongroom kms material ${keyId}`
    const derived = Buffer.from(hkdfSync('sha256', both, Buffer.alloc(0), info, 32))
    both.fill(0)
    return derived
  }
}

function contextOf(
  key: Pick<KeyRecord, 'accountId' | 'keyId' | 'spec'>,
  material: string,
): Record<string, string> {
  return { account: key.accountId, key: key.keyId, spec: key.spec, material }
}

/** Says nothing of the material to whoever does not have it: secrets have at least 28 random bytes. */
export function materialId(keyId: string, secret: Buffer): string {
  return createHmac('sha256', secret).update(`strongroom kms material id ${keyId}`).digest('hex')
}

/** Shares that end with the process. */
export function memoryShares(random: Random): KeyShares {
  const shares = new Map<string, Secret>()
  return {
    create(keyId) {
      const share = new Secret(random.bytes(32))
      shares.set(keyId, share)
      return Promise.resolve(share)
    },
    read: (keyId) => Promise.resolve(shares.get(keyId)),
    remove(keyId) {
      shares.delete(keyId)
      return Promise.resolve()
    },
  }
}
