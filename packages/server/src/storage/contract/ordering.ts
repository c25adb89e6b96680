import assert from 'node:assert/strict'
import {
  bytes,
  highest,
  keysOf,
  lowest,
  pages,
  put,
  storeTest,
  write,
  type StoreUnderTest,
} from './fixture.ts'

/** Keys in the order that the contract demands, as literal bytes: what a collation would get wrong. */
const ordered: readonly (readonly number[])[] = [
  [0x00],
  [0x00, 0x00],
  [0x00, 0xff],
  [0x01],
  [0x41],
  [0x41, 0x00],
  [0x41, 0x00, 0x00],
  [0x41, 0x00, 0x01],
  [0x41, 0x41],
  [0x41, 0xff],
  [0x42],
  [0x61],
  [0x61, 0x62],
  [0x7f],
  [0x7f, 0xff],
  [0x80],
  [0x80, 0x00],
  [0xc3, 0xa4],
  [0xe2, 0x82, 0xac],
  [0xef, 0xbf, 0xbd],
  [0xff],
  [0xff, 0x00],
  [0xff, 0xff],
  [0xff, 0xff, 0x00],
]

export function orderingTests(subject: StoreUnderTest): void {
  storeTest(subject, 'orders keys by unsigned bytes, a prefix first', async ({ store }) => {
    const keys = ordered.map((key) => Buffer.from(key))
    const shuffled = keys.map((_, index) => keys[(index * 7 + 3) % keys.length] ?? lowest)
    for (const key of shuffled) await write(store, put(key, key))
    const found = await store.range({ start: lowest, end: highest, limit: 100 })
    assert.deepEqual(
      found.map((entry) => [...entry.key]),
      ordered,
    )
    assert.deepEqual(
      found.map((entry) => [...entry.value]),
      ordered,
    )
    const backwards = await store.range({ start: lowest, end: highest, limit: 100, reverse: true })
    assert.deepEqual(
      backwards.map((entry) => [...entry.key]),
      ordered.toReversed(),
    )
  })

  storeTest(
    subject,
    'every pair of keys bounds a range: start included, end excluded',
    async ({ store }) => {
      const keys = ordered.map((key) => Buffer.from(key))
      await write(store, ...keys.map((key) => put(key, 'v')))
      for (let from = 0; from < keys.length; from += 3) {
        for (let to = 0; to < keys.length; to += 2) {
          const range = { start: keys[from] ?? lowest, end: keys[to] ?? lowest, limit: 100 }
          const expected = ordered.slice(from, to)
          const forwards = await store.range(range)
          assert.deepEqual(
            forwards.map((entry) => [...entry.key]),
            expected,
          )
          const backwards = await store.range({ ...range, reverse: true })
          assert.deepEqual(
            backwards.map((entry) => [...entry.key]),
            expected.toReversed(),
          )
        }
      }
    },
  )

  storeTest(subject, 'pages in both directions by limit', async ({ store }) => {
    const keys = Array.from({ length: 23 }, (_, index) => `k${String(index).padStart(3, '0')}`)
    await write(store, ...keys.map((key) => put(key, 'v')))
    for (const limit of [1, 2, 5, 22, 23, 24]) {
      const forwards = await pages(store, limit, false)
      assert.deepEqual(forwards.flatMap(keysOf), keys)
      assert.ok(forwards.slice(0, -1).every((page) => page.length === limit))
      const backwards = await pages(store, limit, true)
      assert.deepEqual(backwards.flatMap(keysOf), keys.toReversed())
    }
  })

  storeTest(subject, 'byteLimit ends a page with the entry that reaches it', async ({ store }) => {
    const keys = ['a', 'b', 'c', 'd', 'e']
    await write(store, ...keys.map((key) => put(key, Buffer.alloc(10, key))))
    const sizes = async (byteLimit: number, reverse: boolean): Promise<number[]> =>
      (await pages(store, 100, reverse, byteLimit)).map((page) => page.length)
    for (const reverse of [false, true]) {
      assert.deepEqual(await sizes(1, reverse), [1, 1, 1, 1, 1])
      assert.deepEqual(await sizes(10, reverse), [1, 1, 1, 1, 1])
      assert.deepEqual(await sizes(11, reverse), [2, 2, 1])
      assert.deepEqual(await sizes(30, reverse), [3, 2])
      assert.deepEqual(await sizes(1000, reverse), [5])
    }
    const limited = await store.range({ start: lowest, end: highest, limit: 2, byteLimit: 1000 })
    assert.deepEqual(keysOf(limited), ['a', 'b'])
  })

  storeTest(subject, 'an empty or inverted range is empty', async ({ store }) => {
    await write(store, put('a', '1'), put('b', '2'))
    const between = (start: string, end: string) =>
      store.range({ start: bytes(start), end: bytes(end), limit: 10 })
    assert.deepEqual(await between('a', 'a'), [])
    assert.deepEqual(await between('b', 'a'), [])
    assert.deepEqual(await between('c', 'z'), [])
    assert.deepEqual(keysOf(await between('a\0', 'c')), ['b'])
  })
}
