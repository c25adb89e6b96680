import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto'
import { assert, type Random } from '../../base/index.ts'
import { canonicalContext, type SealContext } from '../keys/index.ts'

/**
 * What Encrypt and GenerateDataKey answer for symmetric keys:
 *
 *     format (1) · account (u48) · key id (16) · material id (32) · salt (16) · nonce (12) · ciphertext · tag (16)
 *
 * Each seal has a key of its own, derived from the material and the salt, so that no number of seals
 * brings a nonce and a key together twice. The associated data is all that comes before the salt, and
 * the encryption context.
 */
const format = 1
const headBytes = 1 + 6 + 16 + 32
const saltBytes = 16
const nonceBytes = 12
const tagBytes = 16
const overhead = headBytes + saltBytes + nonceBytes + tagBytes

/** Whose key sealed a ciphertext. */
export interface CiphertextHead {
  readonly accountId: string
  readonly keyId: string
  readonly materialId: string
}

export function sealCiphertext(
  material: Buffer,
  head: CiphertextHead,
  plaintext: Buffer,
  context: SealContext,
  random: Random,
): Buffer {
  const headText = encodeHead(head)
  const salt = random.bytes(saltBytes)
  const nonce = random.bytes(nonceBytes)
  const key = deriveKey(material, salt)
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: tagBytes })
  cipher.setAAD(Buffer.concat([headText, canonicalContext(context)]))
  const body = Buffer.concat([cipher.update(plaintext), cipher.final()])
  key.fill(0)
  return Buffer.concat([headText, salt, nonce, body, cipher.getAuthTag()])
}

/** Undefined for what no key of this server can have made. */
export function readHead(blob: Buffer): CiphertextHead | undefined {
  if (blob.length < overhead || blob[0] !== format) return undefined
  const account = blob.readUIntBE(1, 6)
  if (account >= 1e12) return undefined
  const hex = blob.toString('hex', 7, 23)
  return {
    accountId: String(account).padStart(12, '0'),
    keyId: [
      hex.slice(0, 8),
      hex.slice(8, 12),
      hex.slice(12, 16),
      hex.slice(16, 20),
      hex.slice(20),
    ].join('-'),
    materialId: blob.toString('hex', 23, headBytes),
  }
}

/** Undefined when the material or the context is another one, or any byte has changed. */
export function openCiphertext(
  material: Buffer,
  blob: Buffer,
  context: SealContext,
): Buffer | undefined {
  assert(blob.length >= overhead, 'its head was read')
  const saltEnd = headBytes + saltBytes
  const nonceEnd = saltEnd + nonceBytes
  const end = blob.length - tagBytes
  const key = deriveKey(material, blob.subarray(headBytes, saltEnd))
  const decipher = createDecipheriv('aes-256-gcm', key, blob.subarray(saltEnd, nonceEnd), {
    authTagLength: tagBytes,
  })
  key.fill(0)
  decipher.setAAD(Buffer.concat([blob.subarray(0, headBytes), canonicalContext(context)]))
  decipher.setAuthTag(blob.subarray(end))
  const plaintext = decipher.update(blob.subarray(nonceEnd, end))
  try {
    decipher.final()
    return plaintext
  } catch {
    plaintext.fill(0)
    return undefined
  }
}

function encodeHead({ accountId, keyId, materialId }: CiphertextHead): Buffer {
  const head = Buffer.alloc(headBytes)
  head[0] = format
  head.writeUIntBE(Number(accountId), 1, 6)
  assert(head.write(keyId.replaceAll('-', ''), 7, 'hex') === 16, 'a key id is a UUID')
  assert(head.write(materialId, 23, 'hex') === 32, 'a material id has 32 bytes')
  return head
}

function deriveKey(material: Buffer, salt: Buffer): Buffer {
  return Buffer.from(hkdfSync('sha256', material, salt, 'strongroom kms ciphertext', 32))
}
