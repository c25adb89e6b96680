import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { TokenBucket } from './token-bucket.ts'

test('a new bucket is full, and closed once it is empty', () => {
  const bucket = new TokenBucket(2, 300, 0)
  bucket.take(599, 0)
  assert.equal(bucket.isOpen(0), true)
  bucket.take(1, 0)
  assert.equal(bucket.isOpen(0), false)
  assert.equal(bucket.isOpen(1), true, 'a millisecond later a little is left')
})

test('a debt is paid off before the next request', () => {
  const bucket = new TokenBucket(10, 1, 0)
  bucket.take(60, 0)
  assert.equal(bucket.isOpen(5000), false)
  assert.equal(bucket.isOpen(5001), true)
})

test('what is given back beyond the most is lost', () => {
  const bucket = new TokenBucket(10, 1, 0)
  bucket.take(-5, 0)
  bucket.take(10, 0)
  assert.equal(bucket.isOpen(0), false)
})

test('another rate keeps what is owed, and what was saved as far as it fits', () => {
  const owing = new TokenBucket(1, 300, 0)
  owing.take(400, 0)
  owing.setRate(50, 300, 0)
  assert.equal(owing.isOpen(2000), false)
  assert.equal(owing.isOpen(2001), true)

  const saving = new TokenBucket(100, 300, 0)
  saving.setRate(1, 300, 0)
  saving.take(300, 0)
  assert.equal(saving.isOpen(0), false)
})

test('over time no more is consumed than the burst, the rate and one last request', () => {
  const steps = fc.array(
    fc.record({ wait: fc.nat(5000), units: fc.integer({ min: 1, max: 400 }) }),
    { maxLength: 200 },
  )
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 50 }), steps, (rate, requests) => {
      const bucket = new TokenBucket(rate, 300, 0)
      let now = 0
      let consumed = 0
      for (const { wait, units } of requests) {
        now += wait
        if (!bucket.isOpen(now)) continue
        assert.ok(consumed < rate * 300 + (rate * now) / 1000 + 1e-6)
        bucket.take(units, now)
        consumed += units
      }
    }),
  )
})
