import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret } from '../../base/index.ts'
import { deriveSigningKey, SigningKeyCache } from './signing-keys.ts'

const scope = '20150830/us-east-1/iam/aws4_request'
const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY'

test("derives the key of the signing guide's example", () => {
  assert.equal(
    deriveSigningKey(new Secret(secret), scope).toString('hex'),
    'c4afb1cc5771d871763a393e44b703571b55cc28424d1a5e86da6ed3c154a4b9',
  )
})

test('derives once for equal secrets, again for another', () => {
  const keys = new SigningKeyCache(4)
  const first = keys.signingKey('A', scope, new Secret(secret))
  assert.equal(keys.signingKey('A', scope, new Secret(secret)), first)
  const other = keys.signingKey('A', scope, new Secret('other'))
  assert.notEqual(other.hex('text'), first.hex('text'))
  const again = keys.signingKey('A', scope, new Secret(secret))
  assert.equal(again.hex('text'), first.hex('text'))
  assert.equal(keys.size, 1)
})

test('holds no more than its capacity and drops the least recently used', () => {
  const keys = new SigningKeyCache(2)
  const key = (id: string) => keys.signingKey(id, scope, new Secret(secret))
  const [a, b] = [key('A'), key('B')]
  assert.equal(key('A'), a)
  key('C')
  assert.equal(keys.size, 2)
  assert.equal(key('A'), a)
  assert.notEqual(key('B'), b)
})

test('keeps access keys and scopes apart', () => {
  const keys = new SigningKeyCache(8)
  const tomorrow = '20150831/us-east-1/iam/aws4_request'
  const first = keys.signingKey('A', scope, new Secret(secret))
  assert.notEqual(keys.signingKey('B', scope, new Secret(secret)), first)
  const next = keys.signingKey('A', tomorrow, new Secret(secret))
  assert.notEqual(next.hex('text'), first.hex('text'))
})
