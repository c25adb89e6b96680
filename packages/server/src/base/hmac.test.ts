import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { HmacSha256 } from './hmac.ts'

/** The slow and obviously right twin. */
function reference(key: Uint8Array, message: Uint8Array): string {
  return createHmac('sha256', key).update(message).digest('hex')
}

const bytes = (maxLength: number): fc.Arbitrary<Buffer> =>
  fc.uint8Array({ maxLength, size: 'max' }).map((array) => Buffer.from(array))

test('is the HMAC of the joined parts, for keys and messages of any length', () => {
  fc.assert(
    fc.property(bytes(200), fc.array(bytes(300), { maxLength: 4 }), (key, parts) => {
      const hmac = new HmacSha256(key)
      const expected = reference(key, Buffer.concat(parts))
      assert.equal(hmac.digest(parts).toString('hex'), expected)
      assert.equal(hmac.hex(Buffer.concat(parts).toString('latin1')), expected)
      assert.equal(hmac.tag(parts).toString('hex'), expected)
      assert.equal(hmac.digest(parts).toString('hex'), expected, 'a second time')
    }),
  )
})

test('hashes messages at and beyond the length of the shared space', () => {
  const key = Buffer.from('key')
  for (const length of [0, 8191, 8192, 8193, 100_000]) {
    const message = Buffer.alloc(length, 0xe9)
    assert.equal(new HmacSha256(key).digest([message]).toString('hex'), reference(key, message))
    assert.equal(new HmacSha256(key).hex(message.toString('latin1')), reference(key, message))
  }
})

test('keys do not mix, though they share space', () => {
  const keys = [Buffer.from('one'), Buffer.alloc(64, 1), Buffer.alloc(65, 2)]
  const hmacs = keys.map((key) => new HmacSha256(key))
  const messages = ['a long message that leaves its end behind', '', 'short']
  for (const message of messages) {
    for (const [at, key] of keys.entries()) {
      assert.equal(hmacs[at]?.hex(message), reference(key, Buffer.from(message)))
    }
  }
})
