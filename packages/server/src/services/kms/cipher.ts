import { kmsError, validation } from '../../errors/index.ts'
import {
  decryptUnder,
  decryptWithPrivateKey,
  encryptUnder,
  encryptWithPublicKey,
  withMaterial,
  type KeyRecord,
} from '../../security/kms/index.ts'
import type { EncryptionContext, KmsDeps } from './key-operation.ts'

/** How one side of Encrypt, Decrypt and ReEncrypt works. */
export interface CipherUse {
  readonly key: KeyRecord
  readonly algorithm: string
  readonly context: EncryptionContext | undefined
}

export async function encrypt(
  { kms }: Pick<KmsDeps, 'kms'>,
  { key, algorithm, context }: CipherUse,
  plaintext: Buffer,
): Promise<{ ciphertext: Buffer; materialId?: string }> {
  if (algorithm === 'SYMMETRIC_DEFAULT') return encryptUnder(kms, key, plaintext, context ?? {})
  const ciphertext = encryptWithPublicKey(publicKey(key), algorithm, plaintext)
  if (ciphertext === undefined) {
    throw validation(
      `Algorithm ${algorithm} and key spec ${key.spec} cannot encrypt data larger than the key allows.`,
    )
  }
  return { ciphertext }
}

/** Throws InvalidCiphertextException, which says nothing of the reason. */
export async function decrypt(
  { kms }: Pick<KmsDeps, 'kms'>,
  { key, algorithm, context }: CipherUse,
  ciphertext: Buffer,
): Promise<{ plaintext: Buffer; materialId?: string }> {
  const opened =
    algorithm === 'SYMMETRIC_DEFAULT'
      ? await decryptUnder(kms, key, ciphertext, context ?? {})
      : await withMaterial(kms, key, (secret) => {
          const plaintext = decryptWithPrivateKey(secret, algorithm, ciphertext)
          return plaintext && { plaintext }
        })
  if (opened === undefined) throw kmsError('InvalidCiphertextException')
  return opened
}

/** An encryption context is for symmetric keys: nothing binds it to another ciphertext. */
export function checkNoContext(algorithm: string, context: EncryptionContext | undefined): void {
  if (algorithm === 'SYMMETRIC_DEFAULT' || context === undefined) return
  throw validation('EncryptionContext is only supported when using symmetric encryption keys.')
}

export function publicKey(key: KeyRecord): Buffer {
  return Buffer.from(key.materials.at(-1)?.publicKey ?? '', 'base64')
}
