import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import type { Commit } from '../kv.ts'
import { outcomeOf, packBatch, packedBytes, unpackBatch } from './batch.ts'

const bytes = (minLength: number) =>
  fc.uint8Array({ minLength, maxLength: 40 }).map((array) => Buffer.from(array))
const plain = { noNullPrototype: true }
const check = fc.record(
  {
    key: bytes(1),
    version: fc.oneof(
      fc.constant('absent' as const),
      fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }),
    ),
  },
  plain,
)
const write = fc.oneof(
  fc.record({ key: bytes(1), value: fc.option(bytes(0), { nil: undefined }) }, plain),
  fc.record({ key: bytes(9), value: bytes(0), stampAt: fc.integer({ min: 1, max: 32 }) }, plain),
)
const text = fc.string({ unit: 'grapheme' })
const notes = fc.array(fc.record({ shared: fc.array(text), own: text }, plain), { minLength: 1 })
const commits: fc.Arbitrary<Commit[]> = fc.array(
  fc.oneof(
    fc.record({ checks: fc.array(check), writes: fc.array(write) }, plain),
    fc.record({ checks: fc.array(check), writes: fc.array(write), notes }, plain),
  ),
)

test('a batch that is packed and unpacked is the same', () => {
  fc.assert(
    fc.property(commits, (batch) => {
      const packed = packBatch(batch)
      assert.equal(
        packed.length,
        batch.reduce((sum, commit) => sum + packedBytes(commit), 4),
      )
      assert.deepEqual(unpackBatch(packed), batch)
    }),
  )
})

test('a batch that was cut or lengthened is noticed', () => {
  const packed = packBatch([
    { checks: [], writes: [{ key: Buffer.from('k'), value: Buffer.from('v') }] },
  ])
  for (let length = 0; length < packed.length; length++) {
    assert.throws(() => unpackBatch(packed.subarray(0, length)))
  }
  assert.throws(() => unpackBatch(Buffer.concat([packed, Buffer.alloc(1)])), {
    name: 'InvariantError',
  })
})

test('answers are versions, failed checks, or the failure of the group', () => {
  const done = { done: true, answers: Float64Array.of(7, -1, -4, 0) } as const
  assert.deepEqual(outcomeOf(done, 0), { outcome: 'committed', version: 7 })
  assert.deepEqual(outcomeOf(done, 1), { outcome: 'conflict', check: 0 })
  assert.deepEqual(outcomeOf(done, 2), { outcome: 'conflict', check: 3 })
  assert.throws(() => outcomeOf(done, 3), { name: 'InvariantError' })
  const failed = { done: false, outcome: 'unknown', reason: 'why' } as const
  assert.deepEqual(outcomeOf(failed, 5), { outcome: 'unknown', reason: 'why' })
})
