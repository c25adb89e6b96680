import { assert } from '../base/index.ts'
import type { AttributeValue } from './attribute-value.ts'
import { binaryBytes } from './binary.ts'
import { readDecimal, smallestPoint } from './decimal.ts'

/*
 * Bytes of key values, such that comparing bytes compares values of one type, and no encoding is a
 * prefix of another: what follows in a storage key cannot change the order.
 *
 *   S, B    the bytes, each 0x00 as 0x00 0xff; then 0x00 0x01
 *   N       zero       0x80
 *           positive   0x81, point + 129, each pair of digits + 1, 0x00
 *           negative   0x7f, then the complement of what its magnitude has after 0x81
 *
 * The point of a number is that of Decimal, -129 … 126, one byte. Digits pair up from the first; a
 * last digit alone is paired with 0, which is no loss because digits never end in 0.
 */
const escaped = 0xff
const terminator = 0x01
const negativeMark = 0x7f
const zeroMark = 0x80
const positiveMark = 0x81

/** The order-preserving, self-delimiting bytes of a key value: S, N or B, normalized. */
export function encodeKeyComponent(value: AttributeValue): Buffer {
  if ('S' in value) return encodeText(value.S)
  if ('N' in value) return encodeNumber(value.N)
  assert('B' in value, 'a key value is a string, number or binary')
  return escapeBytes(binaryBytes(value.B), true)
}

/**
 * The bytes with which the encoding of every value begins that begins with this one. S and B only:
 * numbers have no prefixes.
 */
export function encodeKeyPrefix(value: AttributeValue): Buffer {
  if ('S' in value) return escapeBytes(Buffer.from(value.S, 'utf8'), false)
  assert('B' in value, 'a key prefix is a string or binary')
  return escapeBytes(binaryBytes(value.B), false)
}

/**
 * The smallest key above all keys that begin with `bytes`, for the open end of a range. Asserts
 * that there is one: no key space begins with 0xff alone.
 */
export function prefixEnd(bytes: Buffer): Buffer {
  let length = bytes.length
  while (length > 0 && bytes[length - 1] === 0xff) length--
  assert(length > 0, 'a prefix has a byte below 0xff')
  const end = Buffer.from(bytes.subarray(0, length))
  end[length - 1] = (end[length - 1] as number) + 1
  return end
}

function encodeText(text: string): Buffer {
  if (text.includes('\0')) return escapeBytes(Buffer.from(text, 'utf8'), true)
  const length = Buffer.byteLength(text, 'utf8')
  const out = Buffer.allocUnsafe(length + 2)
  out.write(text, 'utf8')
  out[length] = 0
  out[length + 1] = terminator
  return out
}

function escapeBytes(bytes: Buffer, terminated: boolean): Buffer {
  const tail = terminated ? 2 : 0
  let zeros = 0
  for (let at = bytes.indexOf(0); at !== -1; at = bytes.indexOf(0, at + 1)) zeros++
  const out = Buffer.allocUnsafe(bytes.length + zeros + tail)
  if (zeros === 0) {
    out.set(bytes, 0)
  } else {
    let position = 0
    for (const byte of bytes) {
      out[position++] = byte
      if (byte === 0) out[position++] = escaped
    }
  }
  if (terminated) {
    out[out.length - 2] = 0
    out[out.length - 1] = terminator
  }
  return out
}

function encodeNumber(text: string): Buffer {
  const { negative, digits, point } = readDecimal(text)
  if (digits === '') return Buffer.from([zeroMark])
  const pairs = (digits.length + 1) >> 1
  const flip = negative ? 0xff : 0
  const out = Buffer.allocUnsafe(pairs + 3)
  out[0] = negative ? negativeMark : positiveMark
  out[1] = (point - smallestPoint) ^ flip
  for (let pair = 0; pair < pairs; pair++) {
    const tens = digits.charCodeAt(2 * pair) - 0x30
    const ones = 2 * pair + 1 < digits.length ? digits.charCodeAt(2 * pair + 1) - 0x30 : 0
    out[pair + 2] = (tens * 10 + ones + 1) ^ flip
  }
  out[pairs + 2] = flip
  return out
}
