import fc from 'fast-check'
import type { AttributeValue } from './attribute-value.ts'

/** Generators that the property tests of this folder share. */

const digit = fc.integer({ min: 0, max: 9 }).map(String)
const digits = (max: number) => fc.string({ unit: digit, maxLength: max })

/** Numbers in any spelling, all of which DynamoDB can store. Often near each other, often equal. */
export const spelledNumber: fc.Arbitrary<string> = fc
  .record({
    sign: fc.constantFrom('', '', '-', '+'),
    whole: digits(12),
    fraction: digits(12),
    exponent: fc.oneof(fc.integer({ min: -3, max: 3 }), fc.integer({ min: -100, max: 100 })),
  })
  .filter(({ whole, fraction }) => whole.length + fraction.length > 0)
  .map(({ sign, whole, fraction, exponent }) => {
    const point = fraction === '' ? '' : `.${fraction}`
    return `${sign}${whole}${point}${exponent === 0 ? '' : `e${exponent}`}`
  })

/** Numbers of up to 38 digits over the whole range of exponents. */
export const wideNumber: fc.Arbitrary<string> = fc
  .record({
    sign: fc.constantFrom('', '-'),
    digits: fc.string({ unit: digit, minLength: 1, maxLength: 38 }),
    exponent: fc.integer({ min: -130, max: 88 }),
  })
  .map(({ sign, digits, exponent }) => `${sign}${digits}e${exponent}`)

export const anyNumber = fc.oneof(spelledNumber, wideNumber)

/** Text in which zero bytes, surrogate pairs and the characters around them are common. */
export const text: fc.Arbitrary<string> = fc.oneof(
  fc.string({ unit: fc.constantFrom('\0', '\u0001', 'a', 'b', 'ÿ', '\uffff', '😀', '\ue000') }),
  fc.string({ unit: 'binary' }),
)

export const binary: fc.Arbitrary<string> = fc
  .uint8Array({ maxLength: 12 })
  .map((bytes) => Buffer.from(bytes).toString('base64'))

/** Two key values of one type. */
export const keyPair: fc.Arbitrary<[AttributeValue, AttributeValue]> = fc.oneof(
  fc.tuple(text, text).map(([a, b]): [AttributeValue, AttributeValue] => [{ S: a }, { S: b }]),
  fc
    .tuple(anyNumber, anyNumber)
    .map(([a, b]): [AttributeValue, AttributeValue] => [{ N: a }, { N: b }]),
  fc.tuple(binary, binary).map(([a, b]): [AttributeValue, AttributeValue] => [{ B: a }, { B: b }]),
)
