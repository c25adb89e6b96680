import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import type { Entry, KvStore, Write } from '../kv.ts'
import { noStamp, stampBytes, stampOf, stampedKey, unstampedKey } from '../stamps.ts'
import { bytes, storeTest, versionOf, whileRunning, write, type StoreUnderTest } from './fixture.ts'

export function stampTests(subject: StoreUnderTest): void {
  storeTest(
    subject,
    "a stamped key carries its commit's version, and the rest of it stays",
    async ({ store }) => {
      const writes = [stamped('p/', 'a'), stamped('p/', 'b'), stamped('q/', ''), plain('p')]
      const version = await write(store, ...writes)
      for (const row of writes) {
        const key = stampedKey(row, version)
        assert.deepEqual(await store.get(key), { key, value: row.value, version })
        assert.equal((await store.get(row.key)) === undefined, row.stampAt !== undefined)
      }
      assert.deepEqual(
        (await all(store, 'p/')).map(({ key }) => key.subarray(2)),
        ['a', 'b'].map((rest) => Buffer.concat([u64(version), bytes(rest)])),
      )
    },
  )

  storeTest(subject, 'the commits of one group have stamps of their own', async ({ store }) => {
    const results = await Promise.all(
      Array.from({ length: 50 }, () =>
        store.commit({ checks: [], writes: [stamped('p/', ''), stamped('q/', '')] }),
      ),
    )
    const versions = results.map(versionOf).sort((a, b) => a - b)
    for (const prefix of ['p/', 'q/']) assert.deepEqual(stamps(await all(store, prefix)), versions)
  })

  storeTest(subject, 'a commit that fails leaves no stamped row', async ({ store }) => {
    const result = await store.commit({
      checks: [{ key: bytes('gone'), version: 1 }],
      writes: [stamped('p/', '')],
    })
    assert.deepEqual(result, { outcome: 'conflict', check: 0 })
    assert.deepEqual(await all(store, 'p/'), [])
  })

  storeTest(subject, 'a stamp that breaks the contract is refused', async ({ store }) => {
    const refused = async (broken: Write): Promise<void> => {
      await assert.rejects(store.commit({ checks: [], writes: [broken] }), {
        name: 'InvariantError',
      })
    }
    const row = stamped('p/', '')
    await refused({ key: row.key, value: undefined, stampAt: 2 })
    await refused({ ...row, stampAt: 3 })
    await refused({ ...row, stampAt: 1 })
    await refused({ ...row, stampAt: -1 })
    await refused({ ...row, key: row.key.subarray(2), stampAt: 0 })
    await refused({ ...row, stampAt: 2.5 })
  })

  storeTest(
    subject,
    'a reader that follows stamps misses nothing and sees nothing twice or out of order',
    async ({ store }) => {
      const prefixes = ['p/', 'q/', 'r/']
      const followers = prefixes.map((prefix) => follower(store, prefix))
      const written = Promise.all(
        Array.from({ length: 8 }, async (_, writer) => {
          for (let round = 0; round < 20; round++) {
            // Most commits touch one prefix, some two, in either order; sizes differ so that they overtake.
            const turn = writer + round
            const one = prefixes[turn % 3] ?? ''
            const other = prefixes[(turn + 1 + (writer % 2)) % 3] ?? ''
            const rest = `${String(writer)}-${String(round)}`
            const rows = [stamped(one, rest), ...(round % 4 === 0 ? [stamped(other, rest)] : [])]
            const filler = plain(`filler${String(writer)}`, (turn % 5) * 4000)
            await write(store, ...rows, filler)
          }
        }),
      )
      await whileRunning(written, async () => {
        for (const { look } of followers) await look()
      })
      for (const [index, { seen }] of followers.entries()) {
        const everything = await all(store, prefixes[index] ?? '')
        assert.deepEqual(
          seen.map(({ key }) => key),
          everything.map(({ key }) => key),
        )
      }
      assert.equal(
        followers.reduce((sum, { seen }) => sum + seen.length, 0),
        160 + 40,
      )
    },
  )

  storeTest(
    subject,
    'after a stamped commit that changes a guard, no commit of the old guard is found',
    async ({ store }) => {
      const guard = bytes('guard')
      for (let round = 0; round < 8; round++) {
        const prefix = `p${String(round)}/`
        const version = await write(store, plain('guard'))
        const append = async (number: number): Promise<void> => {
          for (let again = 0; again < 50; again++) {
            const result = await store.commit({
              checks: [{ key: guard, version }],
              writes: [stamped(prefix, 'row'), plain(`filler${String(number)}`)],
            })
            if (result.outcome === 'conflict') return
          }
        }
        const close = async (): Promise<void> => {
          for (;;) {
            const result = await store.commit({
              checks: [{ key: guard, version }],
              writes: [plain('guard', 2), stamped(prefix, 'closed')],
            })
            if (result.outcome === 'committed') return
            // A driver may give up a commit for the sake of others.
            assert.deepEqual(result, { outcome: 'conflict', check: 0 })
          }
        }
        const appending = [1, 2, 3, 4].map(append)
        while ((await all(store, prefix)).length < 3) await turn()
        await Promise.all([...appending, close()])
        const last = (await all(store, prefix)).at(-1)
        assert.equal(last?.key.subarray(prefix.length + stampBytes).toString(), 'closed')
      }
    },
  )

  storeTest(subject, 'a stamped key can be found again without its stamp', async ({ store }) => {
    const row = stamped('p/', 'rest')
    const version = await write(store, row)
    const [entry] = await all(store, 'p/')
    assert.ok(entry)
    assert.equal(stampOf(entry.key, 2), version)
    assert.deepEqual(unstampedKey(entry.key, 2), row.key)
  })
}

/** Reads on from the last row that it saw, as a consumer of a log does. */
function follower(store: KvStore, prefix: string): { look: () => Promise<void>; seen: Entry[] } {
  const seen: Entry[] = []
  return {
    seen,
    look: async () => {
      for (;;) {
        const last = seen.at(-1)
        const start = last ? Buffer.concat([last.key, Buffer.of(0)]) : bytes(prefix)
        const page = await store.range({ start, end: endOf(prefix), limit: 7 })
        seen.push(...page)
        if (page.length < 7) return
      }
    },
  }
}

function stamped(prefix: string, rest: string): Write {
  const key = Buffer.concat([bytes(prefix), noStamp, bytes(rest)])
  return { key, value: bytes('v'), stampAt: prefix.length }
}

function plain(key: string, length = 1): Write {
  return { key: bytes(key), value: Buffer.alloc(length, 1) }
}

function endOf(prefix: string): Buffer {
  return Buffer.concat([bytes(prefix), Buffer.alloc(stampBytes, 0xff)])
}

function all(store: KvStore, prefix: string): Promise<Entry[]> {
  return store.range({ start: bytes(prefix), end: endOf(prefix), limit: 1000 })
}

function stamps(entries: readonly Entry[]): number[] {
  return entries.map(({ key }) => stampOf(key, 2))
}

function u64(value: number): Buffer {
  const made = Buffer.alloc(stampBytes)
  made.writeBigUInt64BE(BigInt(value))
  return made
}
