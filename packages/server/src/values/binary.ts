import { serialization } from '../errors/index.ts'

/**
 * The text itself when it is base64 in its one canonical spelling, so that equal binaries are equal
 * texts. Throws SerializationException otherwise, with the service's texts (as dynalite records
 * them, its spelling included).
 */
export function parseBinary(text: string): string {
  if (text.length % 4 !== 0) {
    throw serialization(
      `Base64 encoded length is expected a multiple of 4 bytes but found: ${text.length}`,
    )
  }
  const stray = /[^a-zA-Z0-9+/=]/.exec(text)
  if (stray !== null) throw serialization(`Invalid Base64 character: '${stray[0]}'`)
  const padding = text.indexOf('=')
  if (padding !== -1) {
    // Only the last group may be padded, and without bits in its last character that no byte takes.
    const tail = text.slice(-4)
    const misplaced = padding < text.length - 4
    if (misplaced || Buffer.from(tail, 'base64').toString('base64') !== tail) {
      throw serialization('Invalid last non-pad Base64 character dectected')
    }
  }
  return text
}

/** The number of bytes that canonical base64 text stands for. */
export function binaryLength(base64: string): number {
  const padding = base64.endsWith('==') ? 2 : base64.endsWith('=') ? 1 : 0
  return (base64.length / 4) * 3 - padding
}

export function binaryBytes(base64: string): Buffer {
  return Buffer.from(base64, 'base64')
}
