import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyNumber } from './arbitraries.test-support.ts'
import type { AttributeMap, AttributeValue } from './attribute-value.ts'
import { readDecimal } from './decimal.ts'
import { itemSize, keyValueSize, valueSize } from './item-size.ts'
import { parseNumber } from './number.ts'
import { readVectors } from './vectors.test-support.ts'

test('numbers have the sizes measured against the service', () => {
  const rows = readVectors('numbers/sizes.json') as { text: string; bytes: number }[]
  for (const { text, bytes } of rows) {
    assert.equal(valueSize({ N: parseNumber(text) }), bytes, text)
  }
})

test('the size of a number follows from the places of its first and last digit', () => {
  fc.assert(
    fc.property(anyNumber, (text) => {
      const { negative, digits, point } = readDecimal(text)
      // Places count up from the one before the point, and two of them, from an even one, are a pair.
      const pairOf = (digit: number): number => Math.floor((point - 1 - digit) / 2)
      const pairs = digits.length === 0 ? 0 : pairOf(0) - pairOf(digits.length - 1) + 1
      const expected = 1 + pairs + (negative ? 1 : 0)
      assert.equal(valueSize({ N: parseNumber(text) }), expected)
    }),
  )
})

test('every other type has its documented size', () => {
  const cases: [AttributeValue, number][] = [
    [{ S: '' }, 0],
    [{ S: 'é😀' }, 6],
    [{ B: '' }, 0],
    [{ B: 'AA==' }, 1],
    [{ B: 'AAA=' }, 2],
    [{ B: 'AAAA' }, 3],
    [{ BOOL: false }, 1],
    [{ NULL: true }, 1],
    [{ SS: ['a', 'bc'] }, 3],
    [{ NS: ['1', '-42'] }, 5],
    [{ BS: ['AA==', 'AAAA'] }, 4],
    [{ L: [] }, 3],
    [{ M: {} }, 3],
    [{ L: [{ S: 'ab' }, { BOOL: true }] }, 3 + 1 + 2 + 1 + 1],
    [{ M: { é: { S: 'ab' } } }, 3 + 1 + 2 + 2],
    [{ M: { a: { L: [{ N: '1' }] } } }, 3 + 1 + 1 + (3 + 1 + 2)],
  ]
  for (const [value, size] of cases) assert.equal(valueSize(value), size, JSON.stringify(value))
})

test('an item is its names and values', () => {
  const item: AttributeMap = { pk: { S: 'abc' }, é: { N: '1.5' } }
  assert.equal(itemSize(item), 2 + 3 + 2 + 3)
  assert.equal(itemSize({}), 0)
  const own = JSON.parse('{"__proto__":{"S":"abc"}}') as AttributeMap
  assert.equal(itemSize(own), 9 + 3)
})

test('a key value counts its bytes alone', () => {
  assert.equal(keyValueSize({ S: 'é' }), 2)
  assert.equal(keyValueSize({ B: 'AAA=' }), 2)
})
