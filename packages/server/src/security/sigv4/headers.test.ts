import assert from 'node:assert/strict'
import { test } from 'node:test'
import { foldSpaces, readHeaders } from './headers.ts'

test('folds runs of white space into one space', () => {
  const values: [string, string][] = [
    ['', ''],
    ['a b', 'a b'],
    ['a   b  c', 'a b c'],
    ['a\tb', 'a b'],
    ['a \t b', 'a b'],
    ['"a  b"', '"a b"'],
    ['a\u00a0\u00a0b', 'a\u00a0\u00a0b'],
  ]
  for (const [value, folded] of values) assert.equal(foldSpaces(value), folded)
})

test('joins repeated headers in arrival order, each trimmed', () => {
  const { headers, repeated } = readHeaders(['A', ' 2 ', 'b', 'x', 'a', '\t1'])
  assert.deepEqual(
    [...headers],
    [
      ['a', '2,1'],
      ['b', 'x'],
    ],
  )
  assert.equal(repeated, undefined)
})

test('reports a repeated header that must be single', () => {
  assert.equal(readHeaders(['Host', 'a', 'hOST', 'a']).repeated, 'host')
})

test('a header named like a property of objects is a header', () => {
  assert.equal(readHeaders(['__proto__', 'x']).headers.get('__proto__'), 'x')
})
