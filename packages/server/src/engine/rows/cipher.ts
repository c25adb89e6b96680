/** What the ciphers take, in bytes. */
export const cipherKeyBytes = 32
export const nonceBytes = 12
export const tagBytes = 16

/**
 * AES-256-GCM with one key, in place. A box is, from `at` to its end:
 *
 *     nonce (12) · text · tag (16)
 *
 * `data` is associated data, of which the first `dataBytes` count. Arguments of the wrong kind or length throw
 * a TypeError.
 */
export interface Cipher {
  /** Encrypts the text under the nonce that is in the box, and writes the tag. */
  seal(box: Uint8Array, at: number, data: Uint8Array, dataBytes: number): void
  /**
   * Decrypts into `out`, which is as long as the text. True means that the box is as it was sealed; if it is
   * not, `out` is zeros, so that nothing of what was not authenticated is left.
   */
  open(box: Uint8Array, at: number, data: Uint8Array, dataBytes: number, out: Uint8Array): boolean
  /** Erases the key. Afterwards the cipher throws. */
  dispose(): void
}

/** A maker of ciphers. All makers make the same bytes, and refuse the same. */
export interface Ciphers {
  readonly kind: 'native' | 'node'
  /** The key is copied: it stays the caller's, to erase. */
  create(key: Uint8Array): Cipher
}
