import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { sortMembers } from './set-order.ts'

describe('the order of a set', () => {
  it('is that of UTF-8 bytes for texts', () => {
    // U+10000 is two surrogates in UTF-16, which would put it before U+FFFD.
    const sorted = ['', 'A', 'a', 'aa', 'b', 'ü', '\ufffd', '\u{10000}']
    assert.deepEqual(sortMembers('SS', sorted.toReversed()), sorted)
  })

  it('is that of values for numbers', () => {
    const sorted = ['-100', '-9', '-0.5', '0', '0.5', '9', '10', '100']
    assert.deepEqual(sortMembers('NS', sorted.toReversed()), sorted)
  })

  it('is that of bytes, not of base64, for binaries', () => {
    assert.deepEqual(sortMembers('BS', ['/w==', 'AA==', '', 'gA==']), ['', 'AA==', 'gA==', '/w=='])
  })

  it('leaves a set in order as it is', () => {
    const members = ['a', 'b']
    assert.equal(sortMembers('SS', members), members)
  })
})
