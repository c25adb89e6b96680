import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { binary, text } from './arbitraries.test-support.ts'
import type { AttributeValue } from './attribute-value.ts'
import { compareScalars, equalValues } from './compare.ts'

test('strings compare by their UTF-8 bytes', () => {
  // In UTF-16 the surrogates of U+10000 come before U+FFFF.
  assert.ok((compareScalars({ S: '\uffff' }, { S: '\u{10000}' }) ?? 0) < 0)
  fc.assert(
    fc.property(text, text, (a, b) => {
      const expected = Buffer.compare(Buffer.from(a), Buffer.from(b))
      assert.equal(Math.sign(compareScalars({ S: a }, { S: b }) ?? NaN), expected)
    }),
  )
})

test('binaries compare by their bytes, not by their base64', () => {
  assert.ok((compareScalars({ B: '/w==' }, { B: 'AA==' }) ?? 0) > 0)
  fc.assert(
    fc.property(binary, binary, (a, b) => {
      const expected = Buffer.compare(Buffer.from(a, 'base64'), Buffer.from(b, 'base64'))
      assert.equal(compareScalars({ B: a }, { B: b }), expected)
    }),
  )
})

test('other types, and values of different types, have no order', () => {
  assert.equal(compareScalars({ S: '1' }, { N: '1' }), undefined)
  assert.equal(compareScalars({ N: '1' }, { S: '1' }), undefined)
  assert.equal(compareScalars({ B: 'AA==' }, { S: 'AA==' }), undefined)
  assert.equal(compareScalars({ BOOL: true }, { BOOL: true }), undefined)
  assert.equal(compareScalars({ L: [] }, { L: [] }), undefined)
})

test('equality is deep, ignores the order of sets and names, and counts numbers by value', () => {
  const own = JSON.parse('{"__proto__":{"S":"a"}}') as Record<string, AttributeValue>
  const pairs: [AttributeValue, AttributeValue, boolean][] = [
    [{ S: 'a' }, { S: 'a' }, true],
    [{ S: '1' }, { N: '1' }, false],
    [{ N: '1' }, { N: '1.0' }, true],
    [{ N: '1' }, { N: '2' }, false],
    [{ B: 'AA==' }, { B: 'AA==' }, true],
    [{ BOOL: true }, { BOOL: false }, false],
    [{ NULL: true }, { NULL: true }, true],
    [{ NULL: true }, { BOOL: true }, false],
    [{ SS: ['a', 'b'] }, { SS: ['b', 'a'] }, true],
    [{ SS: ['a'] }, { SS: ['a', 'b'] }, false],
    [{ SS: ['a'] }, { L: [{ S: 'a' }] }, false],
    [{ NS: ['1', '2'] }, { NS: ['2.0', '1'] }, true],
    [{ NS: ['1', '2'] }, { NS: ['1', '3'] }, false],
    [{ BS: ['AA==', 'AQ=='] }, { BS: ['AQ==', 'AA=='] }, true],
    [{ L: [{ N: '1' }, { S: 'a' }] }, { L: [{ N: '1' }, { S: 'a' }] }, true],
    [{ L: [{ N: '1' }, { S: 'a' }] }, { L: [{ S: 'a' }, { N: '1' }] }, false],
    [{ M: { a: { S: 'x' }, b: { S: 'y' } } }, { M: { b: { S: 'y' }, a: { S: 'x' } } }, true],
    [{ M: { a: { S: 'x' } } }, { M: { b: { S: 'x' } } }, false],
    [{ M: own }, { M: { a: { S: 'a' } } }, false],
    [{ M: { toString: { S: 'a' } } }, { M: { a: { S: 'a' } } }, false],
  ]
  for (const [a, b, equal] of pairs) {
    assert.equal(equalValues(a, b), equal, JSON.stringify([a, b]))
    assert.equal(equalValues(b, a), equal, JSON.stringify([b, a]))
  }
})
