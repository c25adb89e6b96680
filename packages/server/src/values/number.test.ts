import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyNumber } from './arbitraries.test-support.ts'
import { addNumbers, compareNumbers, parseNumber, subtractNumbers } from './number.ts'
import { readVectors } from './vectors.test-support.ts'

interface Canonical {
  text: string
  canonical: string
}
interface Refused {
  text: string
  error: string
  olderError?: string
}
interface Arithmetic {
  a: string
  b: string
  sum?: string
  sumError?: string
  difference?: string
  differenceError?: string
}

/** The value as a whole multiple of 10^-300, the obvious exact reference. */
function reference(text: string): bigint {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^([+-]?)(\d*)\.?(\d*)(?:[eE](.*))?$/.exec(text) ?? []
  const magnitude =
    BigInt(whole + fraction) * 10n ** BigInt(300 - fraction.length + Number(exponent))
  return sign === '-' ? -magnitude : magnitude
}

test('a number has one canonical text, in either wording', () => {
  for (const { text, canonical } of readVectors('numbers/canonical.json') as Canonical[]) {
    assert.equal(parseNumber(text), canonical, text)
    assert.equal(parseNumber(text, 'older'), canonical, text)
    assert.equal(parseNumber(canonical), canonical, text)
  }
})

test('what is no number, or cannot be stored, is refused with the text of the service', () => {
  for (const { text, error, olderError } of readVectors('numbers/refused.json') as Refused[]) {
    const code = 'ValidationException'
    assert.throws(() => parseNumber(text), { code, message: error })
    assert.throws(() => parseNumber(text, 'older'), { code, message: olderError ?? error })
  }
})

test('hostile lengths are read in linear time', () => {
  const zeros = '0'.repeat(1_000_000)
  assert.equal(parseNumber(`${zeros}1.${zeros}`), '1')
  assert.equal(parseNumber(`1e${zeros}2`), '100')
  assert.throws(() => parseNumber(`1e1${zeros}`), /cannot be converted/)
  assert.throws(() => parseNumber(`1${zeros}`), /overflow/)
  assert.throws(() => parseNumber(`0.1${zeros}1`), /38 significant digits/)
})

test('sums and differences are exact or refused', () => {
  for (const row of readVectors('numbers/arithmetic.json') as Arithmetic[]) {
    const { a, b, sum, sumError, difference, differenceError } = row
    if (sum !== undefined) {
      assert.equal(addNumbers(a, b), sum)
      assert.equal(addNumbers(b, a), sum)
    } else {
      assert.throws(() => addNumbers(a, b), { message: sumError })
    }
    if (difference !== undefined) assert.equal(subtractNumbers(a, b), difference)
    else assert.throws(() => subtractNumbers(a, b), { message: differenceError })
  }
})

test('canonical text keeps the value, and is its own canonical text', () => {
  fc.assert(
    fc.property(anyNumber, (text) => {
      const canonical = parseNumber(text)
      assert.equal(reference(canonical), reference(text))
      assert.equal(parseNumber(canonical), canonical)
      assert.match(canonical, /^(0|-?(0|[1-9]\d*)(\.\d*[1-9])?)$/)
    }),
  )
})

test('neighbours beyond the digits of a double stay apart', () => {
  for (let length = 14; length <= 38; length++) {
    for (const [a, b] of [
      ['9'.repeat(length - 1) + '2', '9'.repeat(length - 1) + '3'],
      ['0.' + '9'.repeat(length - 1) + '2', '0.' + '9'.repeat(length - 1) + '3'],
    ] as const) {
      assert.ok(compareNumbers(a, b) < 0)
      assert.ok(compareNumbers(`-${a}`, `-${b}`) > 0)
      assert.equal(reference(subtractNumbers(b, a)), reference(b) - reference(a))
      if (length < 38) assert.equal(reference(addNumbers(b, a)), reference(b) + reference(a))
    }
  }
})

test('order is the order of the values', () => {
  fc.assert(
    fc.property(anyNumber, anyNumber, (a, b) => {
      const expected = reference(a) < reference(b) ? -1 : reference(a) > reference(b) ? 1 : 0
      assert.equal(Math.sign(compareNumbers(a, b)), expected)
      assert.equal(Math.sign(compareNumbers(b, a)), 0 - expected)
      assert.equal(Math.sign(compareNumbers(parseNumber(a), parseNumber(b))), expected)
      assert.equal(parseNumber(a) === parseNumber(b), expected === 0)
    }),
  )
})

test('arithmetic agrees with whole numbers, or is refused when the result has no place', () => {
  fc.assert(
    fc.property(anyNumber, anyNumber, (a, b) => {
      agree(() => addNumbers(a, b), reference(a) + reference(b))
      agree(() => subtractNumbers(a, b), reference(a) - reference(b))
    }),
  )
})

function agree(compute: () => string, expected: bigint): void {
  const digits = expected.toString().replace('-', '').replace(/0+$/, '')
  const magnitude = expected.toString().replace('-', '').length - 1 - 300
  const storable = digits.length <= 38 && magnitude <= 125 && magnitude >= -130
  if (storable || expected === 0n) assert.equal(reference(compute()), expected)
  else assert.throws(compute, { code: 'ValidationException' })
}
