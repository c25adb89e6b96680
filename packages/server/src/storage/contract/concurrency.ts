import assert from 'node:assert/strict'
import type { KvStore } from '../kv.ts'
import {
  bytes,
  highest,
  lowest,
  put,
  storeTest,
  textAt,
  versionOf,
  whileRunning,
  write,
  type StoreUnderTest,
} from './fixture.ts'

export function concurrencyTests(subject: StoreUnderTest): void {
  storeTest(subject, 'concurrent increments by check-and-set lose nothing', async ({ store }) => {
    await write(store, put('counter', '0'))
    const clients = 16
    const each = 20
    await Promise.all(
      Array.from({ length: clients }, async () => {
        for (let done = 0; done < each; done++) await increment(store)
      }),
    )
    assert.equal(await textAt(store, 'counter'), String(clients * each))
  })

  storeTest(
    subject,
    'disjoint commits all succeed, each with a version of its own',
    async ({ store }) => {
      const results = await Promise.all(
        Array.from({ length: 600 }, (_, index) =>
          store.commit({
            checks: [{ key: bytes(`d${String(index)}`), version: 'absent' }],
            writes: [put(`d${String(index)}`, String(index))],
          }),
        ),
      )
      assert.equal(new Set(results.map(versionOf)).size, 600)
      assert.equal((await store.range({ start: lowest, end: highest, limit: 1000 })).length, 600)
    },
  )

  storeTest(
    subject,
    'transfers between accounts keep the sum at every point in time',
    async ({ store }) => {
      const accounts = ['a', 'b', 'c', 'd']
      await write(store, ...accounts.map((account) => put(account, '100')))
      const total = async (): Promise<number> =>
        (await store.getMany(accounts.map(bytes))).reduce(
          (sum, entry) => sum + Number(entry?.value),
          0,
        )
      const transfers = Promise.all(
        accounts.map(async (from, index) => {
          for (let round = 0; round < 25; round++) {
            const to = accounts[(index + 1 + (round % 3)) % accounts.length] ?? ''
            await transfer(store, from, to)
          }
        }),
      )
      await whileRunning(transfers, async () => {
        assert.equal(await total(), 400)
      })
    },
  )
}

async function increment(store: KvStore): Promise<void> {
  for (;;) {
    const entry = await store.get(bytes('counter'))
    assert.ok(entry)
    const result = await store.commit({
      checks: [{ key: entry.key, version: entry.version }],
      writes: [put(entry.key, String(Number(entry.value) + 1))],
    })
    if (result.outcome === 'committed') return
    assert.equal(result.outcome, 'conflict')
  }
}

/** Moves one coin if there is one. */
async function transfer(store: KvStore, from: string, to: string): Promise<void> {
  for (;;) {
    const [source, target] = await store.getMany([bytes(from), bytes(to)])
    assert.ok(source && target)
    const result = await store.commit({
      checks: [source, target].map(({ key, version }) => ({ key, version })),
      writes: [
        put(from, String(Number(source.value) - 1)),
        put(to, String(Number(target.value) + 1)),
      ],
    })
    if (result.outcome === 'committed') return
    assert.equal(result.outcome, 'conflict')
  }
}
