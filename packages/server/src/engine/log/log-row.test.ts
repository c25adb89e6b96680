import assert from 'node:assert/strict'
import { test } from 'node:test'
import { Secret, systemRandom } from '../../base/index.ts'
import { stampedKey } from '../../storage/stamps.ts'
import { encodeItem } from '../rows/item-row.ts'
import { createSealer } from '../rows/sealer.ts'
import { changeRow, endRow, openLogRow, type Change } from './log-row.ts'
import { keyAt, lastOrdinal, positionOf, shardPrefix } from './position.ts'

const sealer = createSealer(1, new Secret(systemRandom.bytes(32)), systemRandom)
const sealers = {
  table: sealer,
  system: createSealer(0, new Secret(systemRandom.bytes(32)), systemRandom),
}
const prefix = shardPrefix(7, 2)
const place = { prefix, ordinal: 3, id: Buffer.alloc(16, 0xab) }
const change: Change = {
  keys: encodeItem({ id: { S: 'a' } }),
  before: encodeItem({ id: { S: 'a' }, n: { N: '1' } }),
  after: encodeItem({ id: { S: 'a' }, n: { N: '2' } }),
  time: 1_700_000_000_123,
  actor: 'ttl',
}

test('a row opens as it was sealed, at the place that its commit gave it', () => {
  for (const given of [
    change,
    { ...change, before: undefined, actor: undefined },
    { ...change, after: undefined },
  ]) {
    const write = changeRow(sealer, 'owner', place, given)
    const entry = { key: stampedKey(write, 99), value: write.value ?? Buffer.alloc(0), version: 99 }
    const { kind, position, id, ...rest } = { id: '', ...openLogRow(sealers, 'owner', entry) }
    assert.deepEqual({ kind, position }, { kind: 'change', position: positionOf(99, 3) })
    assert.equal(id, 'ab'.repeat(16))
    assert.deepEqual(rest, given)
  }
})

test('a row that is put elsewhere does not open; another stamp is all that may differ', () => {
  const write = changeRow(sealer, 'owner', place, change)
  const key = stampedKey(write, 99)
  const value = write.value ?? Buffer.alloc(0)
  for (let at = 0; at < key.length; at++) {
    if (at >= 9 && at < 17) continue
    const moved = Buffer.from(key)
    moved.writeUInt8((moved.readUInt8(at) + 1) % 256, at)
    assert.throws(() => openLogRow(sealers, 'owner', { key: moved, value, version: 99 }), {
      name: 'DamagedRowError',
    })
  }
})

test('positions order as keys do, and the end of a shard comes after all changes of its commit', () => {
  const end = endRow(sealers.system, 'owner', { ...place, ordinal: lastOrdinal }, change.time)
  const keys = [
    stampedKey(changeRow(sealer, 'owner', { ...place, ordinal: 0 }, change), 1),
    stampedKey(changeRow(sealer, 'owner', { ...place, ordinal: 99 }, change), 1),
    stampedKey(end, 1),
    stampedKey(changeRow(sealer, 'owner', { ...place, ordinal: 0 }, change), 2),
    stampedKey(changeRow(sealer, 'owner', { ...place, ordinal: 0 }, change), 2 ** 52),
  ]
  const positions = [
    positionOf(1, 0),
    positionOf(1, 99),
    positionOf(1, lastOrdinal),
    positionOf(2, 0),
    positionOf(2 ** 52, 0),
  ]
  assert.deepEqual([...keys].sort(Buffer.compare), keys)
  for (const [at, position] of positions.entries()) {
    const from = keyAt(prefix, position)
    assert.deepEqual(
      keys.filter((key) => key.compare(from) >= 0),
      keys.slice(at),
    )
  }
  const entry = { key: stampedKey(end, 5), value: end.value ?? Buffer.alloc(0), version: 5 }
  assert.deepEqual(openLogRow(sealers, 'owner', entry), {
    kind: 'end',
    position: positionOf(5, lastOrdinal),
    time: change.time,
  })
})
