import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, systemRandom } from '../../base/index.ts'
import { claimedArn, IteratorCodec } from './iterators.ts'

const codec = new IteratorCodec(new Secret(systemRandom.bytes(32)))
const arn = 'arn:aws:dynamodb:us-east-1:000000000000:table/t/stream/2026-01-02T03:04:05.678'
const iterator = {
  tableId: 4_000_000_000,
  shard: 17,
  after: (2n ** 53n - 1n) * 65_536n + 65_535n,
  fromHorizon: true,
  issuedAt: 1_700_000_000_000,
}

test('an iterator says what it was made of, and of which stream', () => {
  const text = codec.write(arn, iterator)
  assert.deepEqual(codec.read(arn, text), iterator)
  assert.equal(claimedArn(text), arn)
  assert.ok(text.length < 1000)
})

test('an iterator that was changed, or is of another stream or store, is none', () => {
  const text = codec.write(arn, iterator)
  assert.equal(codec.read(arn.replace('table/t', 'table/u'), text), undefined)
  const elsewhere = text.replace('table/t', 'table/u')
  assert.equal(codec.read(claimedArn(elsewhere) ?? '', elsewhere), undefined)
  const body = Buffer.from(text.slice(arn.length + 3), 'base64')
  for (let at = 0; at < body.length; at++) {
    const changed = Buffer.from(body)
    changed.writeUInt8(body.readUInt8(at) ^ 1, at)
    assert.equal(codec.read(arn, `${arn}|1|${changed.toString('base64')}`), undefined)
  }
  assert.equal(codec.read(arn, `${arn}|1|`), undefined)
  assert.equal(claimedArn('nonsense'), undefined)
  const other = new IteratorCodec(new Secret(systemRandom.bytes(32)))
  assert.equal(other.read(arn, text), undefined)
})
