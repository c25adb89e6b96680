import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttributeMap } from './attribute-value.ts'
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
