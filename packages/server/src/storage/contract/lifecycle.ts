import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import {
  bytes,
  highest,
  lowest,
  put,
  storeTest,
  textAt,
  versionOf,
  write,
  type StoreUnderTest,
} from './fixture.ts'

export function lifecycleTests(subject: StoreUnderTest): void {
  storeTest(
    subject,
    'close lets commits under way end, and later calls reject',
    async ({ store }) => {
      const underWay = Array.from({ length: 20 }, (_, index) =>
        write(store, put(`k${String(index)}`, 'v')),
      )
      const closing = store.close()
      assert.equal(new Set(await Promise.all(underWay)).size, 20)
      await closing
      const closed = { name: 'StorageError', reason: 'closed' }
      await assert.rejects(store.get(bytes('a')), closed)
      await assert.rejects(store.getMany([bytes('a')]), closed)
      await assert.rejects(store.range({ start: lowest, end: highest, limit: 1 }), closed)
      await assert.rejects(store.commit({ checks: [], writes: [put('a', '1')] }), closed)
      await assert.rejects(store.snapshot(), closed)
      await assert.rejects(store.stats(), closed)
      await store.close()
    },
  )

  storeTest(
    subject,
    'contents and the growth of versions survive close and open',
    async ({ store, reopen }) => {
      const version = await write(store, put('a', '1'), put('b', Buffer.alloc(300_000, 7)))
      const last = await write(store, put('c', '1'))
      await store.close()
      const again = await reopen()
      try {
        assert.deepEqual(await again.get(bytes('a')), {
          key: bytes('a'),
          value: bytes('1'),
          version,
        })
        assert.equal((await again.get(bytes('b')))?.value.length, 300_000)
        const checked = { key: bytes('c'), version: last }
        const next = versionOf(await again.commit({ checks: [checked], writes: [put('c', '2')] }))
        assert.ok(next > last)
      } finally {
        await again.close()
      }
    },
    { needs: 'durable' },
  )

  storeTest(
    subject,
    'a snapshot that was never released does not keep the store from closing',
    async ({ store }) => {
      await write(store, put('a', '1'))
      const snapshot = await store.snapshot()
      assert.equal(await textAt(snapshot, 'a'), '1')
      await store.close()
    },
  )

  storeTest(
    subject,
    'a burst beyond the queue is answered overloaded, and only that part is lost',
    async ({ store }) => {
      const results = await Promise.all(
        Array.from({ length: 200 }, (_, index) =>
          store.commit({ checks: [], writes: [put(`k${String(index)}`, 'v')] }),
        ),
      )
      const overloaded = results.filter((result) => result.outcome === 'overloaded').length
      assert.ok(overloaded > 0, 'the burst is larger than the queue')
      assert.ok(overloaded < 200, 'the queue takes some commits')
      for (const [index, result] of results.entries()) {
        const expected = result.outcome === 'committed' ? 'v' : undefined
        assert.equal(await textAt(store, `k${String(index)}`), expected)
      }
      await write(store, put('later', 'v'))
    },
    { needs: 'bounded', bounds: { queueLength: 8 } },
  )

  storeTest(
    subject,
    'the bytes of waiting commits are bounded too',
    async ({ store }) => {
      const value = Buffer.alloc(40_000, 1)
      const results = await Promise.all(
        Array.from({ length: 30 }, (_, index) =>
          store.commit({ checks: [], writes: [put(`k${String(index)}`, value)] }),
        ),
      )
      const outcomes = new Set(results.map((result) => result.outcome))
      assert.deepEqual(outcomes, new Set(['committed', 'overloaded']))
      await write(store, put('later', value))
    },
    { needs: 'bounded', bounds: { queueBytes: 100_000 } },
  )

  storeTest(subject, 'stats grow with what is stored', async ({ store }) => {
    await write(store, put('a', randomBytes(1_000_000)))
    const { bytes: stored, queuedCommits } = await store.stats()
    assert.ok(stored >= 1_000_000)
    assert.equal(queuedCommits, 0)
  })
}
