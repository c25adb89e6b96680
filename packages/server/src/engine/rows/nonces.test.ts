import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemRandom } from '../../base/index.ts'
import { nonceSource } from './sealer.ts'

test('ten million nonces are all different', () => {
  const count = 10_000_000
  const next = nonceSource(systemRandom)
  // Eight of the twelve bytes: that two of them are equal by chance is one in 300,000.
  const seen = new BigUint64Array(count)
  for (let at = 0; at < count; at++) seen[at] = next().readBigUInt64LE(4)
  seen.sort()
  let equal = 0
  for (let at = 1; at < count; at++) if (seen[at] === seen[at - 1]) equal++
  assert.equal(equal, 0)
})
