import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { binary, keyPair, text } from './arbitraries.test-support.ts'
import type { AttributeValue } from './attribute-value.ts'
import { compareScalars } from './compare.ts'
import { encodeKeyComponent, encodeKeyPrefix, prefixEnd } from './key-codec.ts'
import { readVectors } from './vectors.test-support.ts'

const tables: [string, (value: string) => AttributeValue][] = [
  ['strings', (S) => ({ S })],
  ['numbers', (N) => ({ N })],
  ['binaries', (B) => ({ B })],
]

for (const [table, valueOf] of tables) {
  test(`${table} have the bytes of the table, which ascend`, () => {
    const rows = readVectors(`key-order/${table}.json`) as { value: string; key: string }[]
    let below: Buffer | undefined
    for (const { value, key } of rows) {
      const bytes = encodeKeyComponent(valueOf(value))
      assert.equal(bytes.toString('hex'), key, JSON.stringify(value))
      if (below !== undefined) assert.ok(Buffer.compare(below, bytes) < 0, JSON.stringify(value))
      below = bytes
    }
  })
}

test('bytes compare as the values do, and are equal only for equal values', () => {
  fc.assert(
    fc.property(keyPair, ([a, b]) => {
      const order = Buffer.compare(encodeKeyComponent(a), encodeKeyComponent(b))
      assert.equal(order, Math.sign(compareScalars(a, b) ?? NaN))
    }),
  )
})

test('whatever follows a key value does not change its order', () => {
  const rest = fc.uint8Array({ maxLength: 4 })
  fc.assert(
    fc.property(keyPair, rest, rest, ([a, b], restA, restB) => {
      const order = Math.sign(compareScalars(a, b) ?? NaN)
      const left = Buffer.concat([encodeKeyComponent(a), restA])
      const right = Buffer.concat([encodeKeyComponent(b), restB])
      if (order !== 0) assert.equal(Buffer.compare(left, right), order)
    }),
  )
})

test('a value begins with another exactly when its bytes begin with the prefix bytes', () => {
  fc.assert(
    fc.property(text, text, (a, b) => {
      for (const whole of [a, b, b + a]) {
        const bytes = encodeKeyComponent({ S: whole })
        const prefix = encodeKeyPrefix({ S: b })
        assert.equal(bytes.subarray(0, prefix.length).equals(prefix), whole.startsWith(b))
      }
    }),
  )
  fc.assert(
    fc.property(binary, binary, (a, b) => {
      const whole = Buffer.from(a, 'base64')
      const start = Buffer.from(b, 'base64')
      const bytes = encodeKeyComponent({ B: a })
      const prefix = encodeKeyPrefix({ B: b })
      const begins = whole.subarray(0, start.length).equals(start)
      assert.equal(bytes.subarray(0, prefix.length).equals(prefix), begins)
    }),
  )
})

test('the end of a prefix is above all that begins with it, and nothing lies between', () => {
  assert.equal(prefixEnd(Buffer.from('61', 'hex')).toString('hex'), '62')
  assert.equal(prefixEnd(Buffer.from('61ffff', 'hex')).toString('hex'), '62')
  assert.throws(() => prefixEnd(Buffer.from('ff', 'hex')), { name: 'InvariantError' })
  assert.throws(() => prefixEnd(Buffer.alloc(0)), { name: 'InvariantError' })
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 4 }).map((array) => Buffer.from(array))
  fc.assert(
    fc.property(bytes, bytes, (prefix, key) => {
      fc.pre(prefix.some((byte) => byte !== 0xff))
      const within = Buffer.compare(key, prefix) >= 0 && Buffer.compare(key, prefixEnd(prefix)) < 0
      assert.equal(within, key.subarray(0, prefix.length).equals(prefix))
    }),
  )
})

test('only scalars of a key type have key bytes', () => {
  assert.throws(() => encodeKeyComponent({ BOOL: true }), { name: 'InvariantError' })
  assert.throws(() => encodeKeyPrefix({ N: '1' }), { name: 'InvariantError' })
})
