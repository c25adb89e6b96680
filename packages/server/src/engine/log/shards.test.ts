import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import {
  closeShards,
  openShards,
  rotateShards,
  shardId,
  shardNumber,
  shardOf,
  splitShard,
} from './shards.ts'

const now = 1_700_000_000_000

test('the shards of a log share all MACs', () => {
  const counts = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(counts, fc.integer({ min: 0, max: 0xffff }), ([first, ...later], mac) => {
      let log = openShards(undefined, first ?? 1, now)
      for (const count of later) {
        const parent = shardOf(log.open, mac)
        const before = log
        log = rotateShards(log, count, now + 1)
        const child = shardOf(log.open, mac)
        assert.equal(child.parent, shardId(parent))
        assert.ok(child.number > before.lastShard)
        assert.ok(log.open.length >= before.open.length)
      }
      assert.equal(log.open[0]?.from, 0)
      assert.ok(log.open.length <= 16)
      assert.equal(log.lastShard, log.open.at(-1)?.number)
    }),
  )
})

test('ranges are halved, the widest first', () => {
  const starts = (count: number) => openShards(undefined, count, now).open.map(({ from }) => from)
  assert.deepEqual(starts(1), [0])
  assert.deepEqual(starts(2), [0, 0x8000])
  assert.deepEqual(starts(3), [0, 0x4000, 0x8000])
  assert.deepEqual(starts(4), [0, 0x4000, 0x8000, 0xc000])
  assert.equal(starts(99).length, 16)
})

test('a log that begins anew uses no number twice, and has no parents', () => {
  const log = openShards(closeShards(openShards(undefined, 3, now)), 2, now)
  assert.deepEqual(log, {
    lastShard: 5,
    open: [
      { number: 4, from: 0, openedAt: now },
      { number: 5, from: 0x8000, openedAt: now },
    ],
  })
})

test('ids name their shards, order as these were opened, and fit the model', () => {
  const ids = [
    { number: 255, openedAt: now },
    { number: 256, openedAt: now },
    { number: 3, openedAt: now + 1 },
  ].map(shardId)
  assert.deepEqual(ids, [
    'shardId-00000001700000000000-000000ff',
    'shardId-00000001700000000000-00000100',
    'shardId-00000001700000000001-00000003',
  ])
  assert.deepEqual([...ids].sort(), ids)
  assert.deepEqual(ids.map(shardNumber), [255, 256, 3])
  assert.equal(shardNumber('shardId-0'), undefined)
})

test('a split gives the range of one shard to two children, and leaves the others as they are', () => {
  const macs = fc.array(fc.integer({ min: 0, max: 0xffff }), { minLength: 1, maxLength: 30 })
  fc.assert(
    fc.property(macs, fc.integer({ min: 0, max: 0xffff }), (splits, mac) => {
      let log = openShards(undefined, 2, now)
      for (const at of splits) {
        const before = log
        const parent = shardOf(before.open, at)
        log = splitShard(before, parent.number, now - 1)
        if (log === before) continue
        const gone = before.open.filter((shard) => !log.open.includes(shard))
        const children = log.open.filter((shard) => !before.open.includes(shard))
        assert.deepEqual(gone, [parent])
        assert.deepEqual(
          children.map((child) => child.parent),
          [shardId(parent), shardId(parent)],
        )
        assert.equal(children[0]?.from, parent.from)
        const ids = [...before.open, ...children].map(shardId)
        assert.ok(
          children.every((child) =>
            ids.every(
              (id) => id <= shardId(child) || children.some((other) => id === shardId(other)),
            ),
          ),
        )
        const then = shardOf(log.open, mac)
        const earlier = shardOf(before.open, mac)
        assert.ok(then === earlier || then.parent === shardId(earlier))
      }
      assert.ok(log.open.length <= 16)
      assert.deepEqual(
        log.open.map(({ from }) => from),
        log.open.map(({ from }) => from).sort((a, b) => a - b),
      )
    }),
  )
})

test('what is not open, too narrow, or one of as many as there may be is not split', () => {
  const one = openShards(undefined, 1, now)
  assert.equal(splitShard(one, 7, now), one)
  const all = openShards(undefined, 16, now)
  assert.equal(splitShard(all, all.open[0]?.number ?? 0, now), all)
  let narrow = one
  for (;;) {
    const next = splitShard(narrow, narrow.open[0]?.number ?? 0, now)
    if (next === narrow) break
    narrow = next
  }
  assert.equal(narrow.open.length, 16)
})
