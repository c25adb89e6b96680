import { serialization } from '../errors/index.ts'

const alphabet = /^[A-Za-z0-9+/]*={0,2}$/

/**
 * The one base64 text of the bytes that `text` stands for, so that equal binaries are equal texts.
 * Throws SerializationException for text that is not base64 with padding.
 */
export function parseBinary(text: string): string {
  if (text.length % 4 !== 0) {
    throw serialization(
      `Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`,
    )
  }
  if (!alphabet.test(text)) throw serialization('Invalid Base64 text')
  // Only the last character before padding can carry stray bits.
  return text.endsWith('=') ? Buffer.from(text, 'base64').toString('base64') : text
}

/** The number of bytes that canonical base64 text stands for. */
export function binaryLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return (base64.length / 4) * 3 - padding
}

export function binaryBytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64')
}
