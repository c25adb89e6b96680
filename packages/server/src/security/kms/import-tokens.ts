import { constants, createDecipheriv, createPrivateKey, privateDecrypt } from 'node:crypto'
import type { Clock, Random, Secret } from '../../base/index.ts'
import { openSealed, seal } from '../keys/index.ts'
import { makeKeyPair } from './key-pair.ts'
import { keySpecs } from './key-spec.ts'

/** How long a wrapping key may be used. */
const validMs = 24 * 3_600_000
const context = { purpose: 'kms import token' }
/** The alternative initial value of RFC 5649, for AES key wrap with padding. */
const keyWrapStart = Buffer.from('a65959a6', 'hex')

export interface ImportParameters {
  readonly publicKey: Buffer
  readonly token: Buffer
  readonly validTo: number
}

/** What came of a wrapped key: why it is refused, or its bytes, which the caller erases. */
export type Unwrapped =
  | { readonly outcome: 'invalid-token' | 'expired-token' | 'invalid-ciphertext' }
  | { readonly outcome: 'unwrapped'; readonly material: Buffer }

/** Tokens hold the private wrapping key themselves, sealed, so that nothing is stored for them. */
export class ImportTokens {
  readonly #key: Secret
  readonly #clock: Clock
  readonly #random: Random

  constructor(key: Secret, clock: Clock, random: Random) {
    this.#key = key
    this.#clock = clock
    this.#random = random
  }

  async create(keyId: string, algorithm: string, wrappingSpec: string): Promise<ImportParameters> {
    const spec = keySpecs.get(wrappingSpec)
    if (spec?.kind !== 'rsa') throw new Error(`${wrappingSpec} wraps nothing`)
    const { publicKey, privateKey } = await makeKeyPair(spec)
    const validTo = this.#clock.now() + validMs
    const text = Buffer.from(
      JSON.stringify([keyId, algorithm, validTo, privateKey.toString('base64')]),
    )
    privateKey.fill(0)
    const token = seal(this.#key.reveal(), text, context, this.#random)
    text.fill(0)
    return { publicKey, token, validTo }
  }

  unwrap(keyId: string, token: Buffer, encrypted: Buffer): Unwrapped {
    const text = openSealed(this.#key.reveal(), token, context)
    if (text === undefined) return { outcome: 'invalid-token' }
    const [forKey, algorithm, validTo, privateKey] = JSON.parse(text.toString()) as [
      string,
      string,
      number,
      string,
    ]
    text.fill(0)
    if (forKey !== keyId) return { outcome: 'invalid-token' }
    if (validTo <= this.#clock.now()) return { outcome: 'expired-token' }
    const material = open(Buffer.from(privateKey, 'base64'), algorithm, encrypted)
    return material === undefined
      ? { outcome: 'invalid-ciphertext' }
      : { outcome: 'unwrapped', material }
  }
}

function open(privateKey: Buffer, algorithm: string, encrypted: Buffer): Buffer | undefined {
  const key = createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' })
  privateKey.fill(0)
  const oaepHash = algorithm.endsWith('SHA_1') ? 'sha1' : 'sha256'
  const bytes = (key.asymmetricKeyDetails?.modulusLength ?? 0) / 8
  const options = { key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash }
  try {
    if (algorithm.startsWith('RSAES')) return privateDecrypt(options, encrypted)
    const wrappingKey = privateDecrypt(options, encrypted.subarray(0, bytes))
    const unwrap = createDecipheriv('id-aes256-wrap-pad', wrappingKey, keyWrapStart)
    return Buffer.concat([unwrap.update(encrypted.subarray(bytes)), unwrap.final()])
  } catch {
    return undefined
  }
}
