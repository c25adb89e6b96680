import { serialization } from '../../errors/index.ts'
import { structureNotExpected } from './json-type.ts'

const padding = 0x3d
const invalid = 0xff

/** The six bits that each character stands for. */
const bits = new Uint8Array(256).fill(invalid)
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'
for (let at = 0; at < alphabet.length; at++) bits[alphabet.charCodeAt(at)] = at

/**
 * Binary as base64 text, unchanged: checked to be the one canonical spelling of its bytes, so that
 * equal bytes are equal texts. Throws SerializationException in the service's words, its spelling
 * included.
 */
export function readBlob(value: unknown): string {
  if (typeof value !== 'string') throw notBase64(value)
  if (value.length % 4 !== 0) {
    throw serialization(
      `Base64 encoded length is expected a multiple of 4 bytes but found: ${value.length}`,
    )
  }
  if (value.length > 0) checkCharacters(value)
  return value
}

function checkCharacters(text: string): void {
  let end = text.length
  if (text.charCodeAt(end - 1) === padding) end--
  const pads = text.charCodeAt(end - 1) === padding ? 2 : text.length - end
  end = text.length - pads
  let last = invalid
  for (let at = 0; at < end; at++) {
    const code = text.charCodeAt(at)
    last = code < bits.length ? (bits[code] ?? invalid) : invalid
    if (last !== invalid) continue
    if (code === padding) throw wrongEnd()
    throw serialization(`Invalid Base64 character: '${text.charAt(at)}'`)
  }
  // The last character before the padding must not carry bits that no byte takes.
  const unused = pads === 2 ? 0b1111 : pads === 1 ? 0b11 : 0
  if ((last & unused) !== 0) throw wrongEnd()
}

function wrongEnd(): Error {
  return serialization('Invalid last non-pad Base64 character dectected')
}

function notBase64(value: unknown): Error {
  if (Array.isArray(value)) {
    return serialization('Unrecognized collection type class java.nio.ByteBuffer')
  }
  if (typeof value === 'object') return serialization(structureNotExpected)
  return serialization('only base-64-encoded strings are convertible to bytes')
}
