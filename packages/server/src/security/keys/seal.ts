import { createCipheriv, createDecipheriv } from 'node:crypto'
import { assert, type Random } from '../../base/index.ts'
import { canonicalContext, type SealContext } from './context.ts'

/** Bytes of every key in the hierarchy: AES-256. */
export const keyBytes = 32

const algorithm = 'aes-256-gcm'
const nonceBytes = 12
const tagBytes = 16

/**
 * Seals `plaintext` under a 32-byte key: `nonce (12) · ciphertext · tag (16)`. The nonce is random,
 * which is safe for far more seals than keys are ever wrapped under one key.
 */
export function seal(key: Buffer, plaintext: Buffer, context: SealContext, random: Random): Buffer {
  assert(key.length === keyBytes, 'a sealing key has 32 bytes')
  const nonce = random.bytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(canonicalContext(context))
  return Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()])
}

/**
 * Opens what {@link seal} made. Undefined when the key or the context is another one or any byte has
 * changed: the three cannot be told apart, which is the point of authenticated encryption.
 */
export function openSealed(key: Buffer, sealed: Buffer, context: SealContext): Buffer | undefined {
  assert(key.length === keyBytes, 'a sealing key has 32 bytes')
  if (sealed.length < nonceBytes + tagBytes) return undefined
  const nonce = sealed.subarray(0, nonceBytes)
  const decipher = createDecipheriv(algorithm, key, nonce, { authTagLength: tagBytes })
  decipher.setAAD(canonicalContext(context))
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes))
  const plaintext = decipher.update(sealed.subarray(nonceBytes, sealed.length - tagBytes))
  try {
    decipher.final()
    return plaintext
  } catch {
    plaintext.fill(0)
    return undefined
  }
}
