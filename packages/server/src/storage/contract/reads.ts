import assert from 'node:assert/strict'
import { randomFillSync } from 'node:crypto'
import type { KvReader } from '../kv.ts'
import {
  bytes,
  del,
  highest,
  keysOf,
  lowest,
  put,
  storeTest,
  textAt,
  whileRunning,
  write,
  type StoreUnderTest,
} from './fixture.ts'

export function readTests(subject: StoreUnderTest): void {
  storeTest(subject, 'get gives key, value and version, or undefined', async ({ store }) => {
    const version = await write(store, put('a', 'one'))
    assert.deepEqual(await store.get(bytes('a')), { key: bytes('a'), value: bytes('one'), version })
    assert.equal(await store.get(bytes('b')), undefined)
    assert.equal(await store.get(bytes('a\0')), undefined)
  })

  storeTest(
    subject,
    'getMany answers in the order asked, absent and repeated keys too',
    async ({ store }) => {
      await write(store, put('a', '1'), put('b', '2'))
      const found = await store.getMany(['b', 'x', 'a', 'b'].map(bytes))
      assert.deepEqual(
        found.map((entry) => entry?.value.toString()),
        ['2', undefined, '1', '2'],
      )
      assert.deepEqual(await store.getMany([]), [])
    },
  )

  storeTest(subject, 'an empty value is a value', async ({ store }) => {
    await write(store, put('a', ''))
    assert.deepEqual((await store.get(bytes('a')))?.value, Buffer.alloc(0))
    assert.equal((await store.range({ start: lowest, end: highest, limit: 5 })).length, 1)
  })

  storeTest(subject, 'buffers that are returned belong to the caller', async ({ store }) => {
    const value = bytes('abc')
    await write(store, { key: bytes('a'), value })
    value.fill(0)
    const first = await store.get(bytes('a'))
    first?.value.fill(0)
    first?.key.fill(0)
    const [ranged] = await store.range({ start: lowest, end: highest, limit: 1 })
    ranged?.value.fill(0)
    assert.equal(await textAt(store, 'a'), 'abc')
  })

  storeTest(subject, 'values of a megabyte survive, every byte', async ({ store }) => {
    const values = [400 * 1024, 1024 * 1024].map((size) => randomFillSync(Buffer.alloc(size)))
    for (const [index, value] of values.entries())
      await write(store, put(`big${String(index)}`, value))
    for (const [index, value] of values.entries()) {
      const found = await store.get(bytes(`big${String(index)}`))
      assert.ok(found?.value.equals(value))
    }
    const found = await store.range({ start: lowest, end: highest, limit: 5, reverse: true })
    assert.deepEqual(keysOf(found), ['big1', 'big0'])
    await write(store, put('big1', 'small'), del('big0'))
    assert.equal(await textAt(store, 'big1'), 'small')
  })

  storeTest(subject, 'many keys are found one by one and in order', async ({ store }) => {
    const keys = Array.from({ length: 5000 }, (_, index) =>
      String((index * 7919) % 5000).padStart(5, '0'),
    )
    for (let from = 0; from < keys.length; from += 500) {
      await write(store, ...keys.slice(from, from + 500).map((key) => put(key, `v${key}`)))
    }
    const sorted = keys.toSorted()
    assert.deepEqual(
      keysOf(await store.range({ start: lowest, end: highest, limit: 6000 })),
      sorted,
    )
    for (const key of ['00000', '02500', '04999']) assert.equal(await textAt(store, key), `v${key}`)
    for (let from = 0; from < keys.length; from += 500) {
      const odd = keys.slice(from, from + 500).filter((key) => Number(key) % 2 === 1)
      await write(store, ...odd.map(del))
    }
    const even = sorted.filter((key) => Number(key) % 2 === 0)
    assert.deepEqual(keysOf(await store.range({ start: lowest, end: highest, limit: 6000 })), even)
  })

  storeTest(subject, 'a read that starts after the answer sees the commit', async ({ store }) => {
    for (let round = 0; round < 30; round++) {
      const text = String(round)
      await write(store, put('a', text), put('b', text))
      assert.equal(await textAt(store, 'a'), text)
      const both = await store.getMany([bytes('a'), bytes('b')])
      assert.ok(both.every((entry) => entry?.value.toString() === text))
    }
  })

  storeTest(subject, 'getMany and range never see half of a commit', async ({ store }) => {
    const keys = Array.from({ length: 8 }, (_, index) => `k${String(index)}`)
    const writeAll = (round: number) => write(store, ...keys.map((key) => put(key, String(round))))
    await writeAll(0)
    const writer = (async () => {
      for (let round = 1; round <= 60; round++) await writeAll(round)
    })()
    await whileRunning(writer, () => assertWhole(store, keys))
  })

  storeTest(
    subject,
    'a snapshot keeps its point in time until it is released',
    async ({ store }) => {
      const version = await write(store, put('a', '1'), put('b', '1'))
      const old = await store.snapshot()
      await write(store, put('a', '2'), del('b'), put('c', '2'))
      const recent = await store.snapshot()
      await write(store, del('a'), put('b', '3'))
      const whole = { start: lowest, end: highest, limit: 10 }
      assert.deepEqual(keysOf(await old.range(whole)), ['a', 'b'])
      assert.deepEqual(keysOf(await recent.range({ ...whole, reverse: true })), ['c', 'a'])
      assert.deepEqual(await old.get(bytes('a')), { key: bytes('a'), value: bytes('1'), version })
      assert.deepEqual(
        (await old.getMany(['b', 'c'].map(bytes))).map((entry) => entry?.value.toString()),
        ['1', undefined],
      )
      await old.release()
      await assert.rejects(old.get(bytes('a')), { name: 'StorageError', reason: 'closed' })
      await old.release()
      assert.equal(await textAt(recent, 'a'), '2')
      await recent.release()
      assert.equal(await textAt(store, 'b'), '3')
    },
  )

  storeTest(subject, 'limits that are not positive are a broken invariant', async ({ store }) => {
    const range = { start: lowest, end: highest }
    await assert.rejects(store.range({ ...range, limit: 0 }), { name: 'InvariantError' })
    await assert.rejects(store.range({ ...range, limit: 1, byteLimit: 0 }), {
      name: 'InvariantError',
    })
  })
}

async function assertWhole(reader: KvReader, keys: readonly string[]): Promise<void> {
  const many = await reader.getMany(keys.map(bytes))
  const ranged = await reader.range({ start: lowest, end: highest, limit: 100 })
  for (const found of [many, ranged]) {
    assert.equal(found.length, keys.length)
    assert.equal(new Set(found.map((entry) => entry?.value.toString())).size, 1)
    assert.equal(new Set(found.map((entry) => entry?.version)).size, 1)
  }
}
