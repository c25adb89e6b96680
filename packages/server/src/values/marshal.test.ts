import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { anyNumber, binary, text } from './arbitraries.test-support.ts'
import { setAttribute, type AttributeMap, type AttributeValue } from './attribute-value.ts'
import { marshalItem, unmarshalItem } from './marshal.ts'

test('every name and value survives, as an own member', () => {
  const wire =
    '{"__proto__":{"S":"a"},"toJSON":{"M":{"__proto__":{"N":"1"}}},"constructor":{"NULL":true},' +
    '"":{"S":"\\u0000\\u2028é😀"}}'
  const item = unmarshalItem(Buffer.from(wire))
  assert.deepEqual(Object.keys(item), ['__proto__', 'toJSON', 'constructor', ''])
  assert.equal(Object.getPrototypeOf(item), Object.prototype)
  const again = unmarshalItem(Buffer.from(marshalItem(item)))
  assert.equal(marshalItem(again), marshalItem(item))
  assert.deepEqual(again, item)
})

test('a lone surrogate does not turn into another character', () => {
  const item: AttributeMap = { a: { S: '\ud800' } }
  assert.deepEqual(unmarshalItem(Buffer.from(marshalItem(item))), item)
})

const name = fc.oneof(text, fc.constantFrom('__proto__', 'toJSON', '"', '\\', 'a\u2028b', '\ud800'))

const { item } = fc.letrec<{ value: AttributeValue; item: AttributeMap }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.record({ S: fc.oneof(text, name) }),
    fc.record({ N: anyNumber }),
    fc.record({ B: binary }),
    fc.record({ SS: fc.array(name, { minLength: 1 }) }),
    fc.record({ NS: fc.array(anyNumber, { minLength: 1 }) }),
    fc.record({ BS: fc.array(binary, { minLength: 1 }) }),
    fc.constant<AttributeValue>({ NULL: true }),
    fc.record({ BOOL: fc.boolean() }),
    fc.record({ M: tie('item') }),
    fc.record({ L: fc.array(tie('value'), { maxLength: 4 }) }),
  ),
  item: fc.array(fc.tuple(name, tie('value')), { maxLength: 5 }).map((members) => {
    const map: AttributeMap = {}
    for (const [at, value] of members) setAttribute(map, at, value)
    return map
  }),
}))

test('the text is that of JSON.stringify, whatever an item holds', () => {
  fc.assert(
    fc.property(item, (map) => {
      assert.equal(marshalItem(map), JSON.stringify(map))
    }),
    { numRuns: 2000 },
  )
})
