import { createCipheriv, createDecipheriv } from 'node:crypto'
import { cipherKeyBytes, nonceBytes, tagBytes, type Cipher, type Ciphers } from './cipher.ts'

/** Ciphers of `node:crypto`: what the addon is compared with, and used where the addon was not built. */
export const nodeCiphers: Ciphers = {
  kind: 'node',
  create: (key) => new NodeCipher(key),
}

const algorithm = 'aes-256-gcm'

class NodeCipher implements Cipher {
  #key: Buffer | undefined

  constructor(key: Uint8Array) {
    if (!isBytes(key) || key.length !== cipherKeyBytes) {
      throw new TypeError('the key must be a Uint8Array of 32 bytes')
    }
    this.#key = Buffer.from(key)
  }

  seal(box: Uint8Array, at: number, data: Uint8Array, dataBytes: number): void {
    const { key, nonce, text, tag, associated } = this.#parts(box, at, data, dataBytes)
    const cipher = createCipheriv(algorithm, key, nonce)
    cipher.setAAD(associated)
    text.set(cipher.update(text))
    cipher.final()
    tag.set(cipher.getAuthTag())
  }

  open(box: Uint8Array, at: number, data: Uint8Array, dataBytes: number, out: Uint8Array): boolean {
    const { key, nonce, text, tag, associated } = this.#parts(box, at, data, dataBytes)
    if (!isBytes(out) || out.length !== text.length) {
      throw new TypeError('the output must be a Uint8Array as long as the text')
    }
    const decipher = createDecipheriv(algorithm, key, nonce)
    decipher.setAAD(associated)
    decipher.setAuthTag(tag)
    const plaintext = decipher.update(text)
    try {
      decipher.final()
      out.set(plaintext)
      return true
    } catch {
      out.fill(0)
      return false
    } finally {
      plaintext.fill(0)
    }
  }

  dispose(): void {
    this.#key?.fill(0)
    this.#key = undefined
  }

  #parts(box: Uint8Array, at: number, data: Uint8Array, dataBytes: number) {
    const key = this.#key
    if (key === undefined) throw new Error('the key was erased')
    const textAt = at + nonceBytes
    if (!isBytes(box) || !isIndex(at, box.length - nonceBytes - tagBytes)) {
      throw new TypeError(
        'the box must be a Uint8Array with a nonce of 12 and a tag of 16 bytes from `at` on',
      )
    }
    if (!isBytes(data) || !isIndex(dataBytes, data.length)) {
      throw new TypeError('the associated data must be a Uint8Array, and its length within it')
    }
    const tagAt = box.length - tagBytes
    return {
      key,
      nonce: box.subarray(at, textAt),
      text: box.subarray(textAt, tagAt),
      tag: box.subarray(tagAt),
      associated: data.subarray(0, dataBytes),
    }
  }
}

function isBytes(value: unknown): value is Uint8Array {
  return value instanceof Uint8Array
}

function isIndex(value: unknown, end: number): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= end
}
