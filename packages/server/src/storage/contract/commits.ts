import assert from 'node:assert/strict'
import {
  bytes,
  del,
  put,
  storeTest,
  textAt,
  versionOf,
  write,
  type StoreUnderTest,
} from './fixture.ts'

export function commitTests(subject: StoreUnderTest): void {
  storeTest(
    subject,
    'versions grow with every commit, and an entry carries its own',
    async ({ store }) => {
      const first = await write(store, put('a', '1'), put('b', '1'))
      const second = await write(store, put('b', '2'))
      const third = await write(store, del('nothing here'))
      assert.ok(first < second && second < third)
      const versions = (await store.getMany(['a', 'b'].map(bytes))).map((entry) => entry?.version)
      assert.deepEqual(versions, [first, second])
    },
  )

  storeTest(
    subject,
    'a check passes for the version that was read, and for no other',
    async ({ store }) => {
      const old = await write(store, put('a', '1'))
      const check = (version: number | 'absent') =>
        store.commit({ checks: [{ key: bytes('a'), version }], writes: [put('a', '2')] })
      assert.deepEqual(await check('absent'), { outcome: 'conflict', check: 0 })
      assert.deepEqual(await check(old + 1), { outcome: 'conflict', check: 0 })
      const version = versionOf(await check(old))
      assert.deepEqual(await check(old), { outcome: 'conflict', check: 0 })
      assert.deepEqual(await store.get(bytes('a')), { key: bytes('a'), value: bytes('2'), version })
    },
  )

  storeTest(
    subject,
    'a check of absence passes only while the key is absent',
    async ({ store }) => {
      const create = (value: string) =>
        store.commit({
          checks: [{ key: bytes('a'), version: 'absent' }],
          writes: [put('a', value)],
        })
      versionOf(await create('1'))
      assert.deepEqual(await create('2'), { outcome: 'conflict', check: 0 })
      await write(store, del('a'))
      versionOf(await create('3'))
      assert.equal(await textAt(store, 'a'), '3')
    },
  )

  storeTest(
    subject,
    'the first failing check is named, and nothing is written',
    async ({ store }) => {
      const version = await write(store, put('a', '1'), put('b', '1'))
      const result = await store.commit({
        checks: [
          { key: bytes('a'), version },
          { key: bytes('x'), version: 'absent' },
          { key: bytes('b'), version: 'absent' },
          { key: bytes('a'), version: 'absent' },
        ],
        writes: [put('a', '2'), put('x', '2'), del('b')],
      })
      assert.deepEqual(result, { outcome: 'conflict', check: 2 })
      assert.equal(await textAt(store, 'a'), '1')
      assert.equal(await textAt(store, 'b'), '1')
      assert.equal(await textAt(store, 'x'), undefined)
    },
  )

  storeTest(
    subject,
    'a version never returns, deletion and re-creation included',
    async ({ store }) => {
      const seen = new Set<number>()
      for (let round = 0; round < 20; round++) {
        const version = await write(store, put('a', 'same'))
        assert.ok(!seen.has(version), 'the version is new')
        seen.add(version)
        await write(store, del('a'))
      }
      await write(store, put('a', 'same'))
      for (const version of seen) {
        const result = await store.commit({
          checks: [{ key: bytes('a'), version }],
          writes: [del('a')],
        })
        assert.deepEqual(result, { outcome: 'conflict', check: 0 })
      }
    },
  )

  storeTest(
    subject,
    'a key that is checked need not be written, nor the reverse',
    async ({ store }) => {
      const version = await write(store, put('guard', '1'))
      versionOf(
        await store.commit({ checks: [{ key: bytes('guard'), version }], writes: [put('a', '1')] }),
      )
      versionOf(await store.commit({ checks: [{ key: bytes('guard'), version }], writes: [] }))
      versionOf(await store.commit({ checks: [], writes: [] }))
      assert.equal((await store.get(bytes('guard')))?.version, version)
    },
  )

  storeTest(subject, 'deleting an absent key is not an error', async ({ store }) => {
    await write(store, del('a'))
    await write(store, put('a', '1'), del('b'))
    await write(store, del('a'))
    assert.equal(await store.get(bytes('a')), undefined)
  })

  storeTest(
    subject,
    'a failing commit neither leaves nor loses the writes of its neighbours',
    async ({ store }) => {
      const version = await write(store, put('held', '1'))
      // Issued together so that a driver which groups commits puts them into one group.
      const results = await Promise.all(
        Array.from({ length: 40 }, (_, index) => {
          const fails = index % 3 === 1
          const n = String(index)
          return store.commit({
            checks: [{ key: bytes('held'), version: fails ? version + 1_000_000 : version }],
            writes: [put(`first${n}`, n), put(`second${n}`, n), del('never there')],
          })
        }),
      )
      for (const [index, result] of results.entries()) {
        const fails = index % 3 === 1
        const n = String(index)
        assert.equal(result.outcome, fails ? 'conflict' : 'committed')
        const expected = fails ? undefined : n
        assert.equal(await textAt(store, `first${n}`), expected)
        assert.equal(await textAt(store, `second${n}`), expected)
      }
    },
  )

  storeTest(subject, 'commits of one group see those before them', async ({ store }) => {
    const create = (value: string) =>
      store.commit({
        checks: [{ key: bytes('one'), version: 'absent' }],
        writes: [put('one', value)],
      })
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) => create(String(index))),
    )
    assert.equal(results.filter((result) => result.outcome === 'committed').length, 1)
    assert.equal(results.filter((result) => result.outcome === 'conflict').length, 19)
  })

  storeTest(
    subject,
    'a commit that breaks the contract is refused before it starts',
    async ({ store }) => {
      const empty = Buffer.alloc(0)
      const broken = { name: 'InvariantError' }
      await assert.rejects(store.commit({ checks: [], writes: [put(empty, 'v')] }), broken)
      await assert.rejects(
        store.commit({ checks: [{ key: empty, version: 1 }], writes: [] }),
        broken,
      )
      await assert.rejects(
        store.commit({ checks: [{ key: bytes('a'), version: 0 }], writes: [] }),
        broken,
      )
      await assert.rejects(store.commit({ checks: [], writes: [put('a', '1'), del('a')] }), broken)
      assert.equal(await store.get(bytes('a')), undefined)
    },
  )
}
