import assert from 'node:assert/strict'
import { test } from 'node:test'
import { encodeBase32, matchTotp, totpCode } from './totp.ts'

// RFC 6238, appendix B, the last six of its eight digits.
const seed = encodeBase32(Buffer.from('12345678901234567890'))
const vectors: readonly (readonly [seconds: number, code: string])[] = [
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
]

test('codes are those of RFC 6238', () => {
  assert.equal(seed, 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ')
  for (const [seconds, code] of vectors) {
    assert.equal(totpCode(seed, Math.floor(seconds / 30)), code)
  }
})

test('a code holds for its step and the ones beside it, and only once', () => {
  const now = 1_111_111_109_000
  const step = Math.floor(now / 30_000)
  assert.equal(matchTotp(seed, '081804', now, undefined), step)
  assert.equal(matchTotp(seed, '081804', now + 30_000, undefined), step)
  assert.equal(matchTotp(seed, '081804', now + 60_000, undefined), undefined)
  assert.equal(matchTotp(seed, '081804', now, step), undefined)
  for (const wrong of ['', '08180', '0818044', 'abcdef', '081805']) {
    assert.equal(matchTotp(seed, wrong, now, undefined), undefined)
  }
})
