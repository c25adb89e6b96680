import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import { derivedKey } from './derived-key.ts'
import { Secret } from './secret.ts'

test('derives as RFC 5869 says, since what is on the disk depends on it', () => {
  const bytes = Buffer.alloc(32, 7)
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(bytes).digest()
  const expected = createHmac('sha256', extracted).update('strongroom audit rows\u0001').digest()
  assert.deepEqual(derivedKey(new Secret(bytes), 'audit rows').reveal(), expected)
})
