import assert from 'node:assert/strict'
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import { Secret } from '../../src/base/index.ts'
import { openConnection } from '../../src/storage/sqlite/connection.ts'
import {
  changedPages,
  frameBytes,
  items,
  keyOf,
  makePlace,
  open,
  overwrite,
  pageOf,
  readItems,
  refusesToOpen,
  twoRounds,
  withAddon,
  writeRound,
  type Patch,
} from './place.ts'

const notTheLast = /page \d+ of .*store\.db is not the one that was last written.*restore a backup/

for (const cipher of ['aegis', 'sqlcipher'] as const) {
  test(
    `${cipher}: an older page in its own place is refused after a start, and all others are served`,
    withAddon,
    async (t) => {
      const place = makePlace(t, cipher)
      const { oldData } = await twoRounds(place)
      const whole = readFileSync(place.data)
      const changed = changedPages(oldData, whole)
      assert.ok(changed.length > 10)
      const [page = 0] = changed.slice(-5)
      overwrite(place.data, [pageOf(oldData, page)])
      const store = await open(place)
      const seen = await readItems(store, 2)
      assert.equal(seen.old, 0)
      assert.ok(seen.refused.length > 0 && seen.right > items / 2, JSON.stringify(seen))
      for (const message of seen.refused) assert.match(message, notTheLast)
      const again = await readItems(store, 2)
      assert.equal(again.refused.length, seen.refused.length)
      await store.close()
    },
  )

  test(`${cipher}: unchecked, the same gives older values`, withAddon, async (t) => {
    const place = makePlace(t, cipher)
    const { oldData } = await twoRounds(place, { pages: 'unchecked' })
    const [page = 0] = changedPages(oldData, readFileSync(place.data)).slice(-5)
    overwrite(place.data, [pageOf(oldData, page)])
    const store = await open(place, { pages: 'unchecked' })
    const seen = await readItems(store, 2)
    assert.ok(seen.old > 0, 'the attack is one')
    assert.equal(seen.refused.length, 0)
    await store.close()
  })

  test(
    `${cipher}: an older page is refused while the store is open, also for a write`,
    withAddon,
    async (t) => {
      const place = makePlace(t, cipher)
      const { oldData } = await twoRounds(place)
      const store = await open(place)
      assert.equal((await readItems(store, 2)).right, items)
      const changed = changedPages(oldData, readFileSync(place.data))
      overwrite(
        place.data,
        changed.map((page) => pageOf(oldData, page)),
      )
      const seen = await readItems(store, 2)
      assert.equal(seen.old, 0)
      assert.ok(seen.refused.length > items / 2)
      const writes = [{ key: keyOf(items - 1), value: Buffer.from('new') }]
      const result = await store.commit({ checks: [], writes })
      assert.equal(result.outcome, 'refused')
      await store.close()
    },
  )
}

test('an older page of the log is refused where the newer one was', withAddon, async (t) => {
  const place = makePlace(t)
  const store = await open(place, { writeAheadBytes: 1 << 30 })
  await writeRound(store, 1)
  await writeRound(store, 2)
  const log = readFileSync(place.log)
  const framesOf = new Map<number, number[]>()
  for (let at = 32; at < log.length; at += frameBytes) {
    const page = log.readUInt32BE(at)
    framesOf.set(page, [...(framesOf.get(page) ?? []), at])
  }
  const patches: Patch[] = []
  for (const [page, frames] of framesOf) {
    const [before, latest] = frames
    // The first pages are of the schema, and those written more often lie above many others.
    if (page < 4 || frames.length > 2 || before === undefined || latest === undefined) continue
    if (page % 8 !== 0) continue
    // The head of the frame stays.
    patches.push([latest + 24, log.subarray(before + 24, before + frameBytes)])
  }
  overwrite(place.log, patches)
  const seen = await readItems(store, 2)
  assert.equal(seen.old, 0)
  assert.ok(seen.refused.length > 0 && seen.right > 0, JSON.stringify(seen))
  for (const message of seen.refused) assert.match(message, /frame \d+ of .*store\.db-wal is not/)
  await store.close()
})

test('the data file of before is refused as a whole', withAddon, async (t) => {
  const place = makePlace(t)
  const { oldData } = await twoRounds(place)
  writeFileSync(place.data, oldData)
  await refusesToOpen(place, /store\.db are not those that were last written/)
})

test('a log of before beside a store that was stopped is refused', withAddon, async (t) => {
  const place = makePlace(t)
  const store = await open(place, { writeAheadBytes: 1 << 30 })
  await writeRound(store, 1)
  const old = `${place.directory}/old`
  copyFileSync(place.log, old)
  await writeRound(store, 2)
  await store.close()
  // Of the generation that was ended last: it is done with, and so nothing of it is read.
  copyFileSync(old, place.log)
  const second = await open(place)
  assert.equal((await readItems(second, 2)).right, items)
  // Many generations later.
  await writeRound(second, 2)
  await second.close()
  copyFileSync(old, place.log)
  await refusesToOpen(place, /store\.pages.*the write-ahead log is not the one/)
})

test(
  'a row that is changed with the page key beside the stopped server is refused',
  withAddon,
  async (t) => {
    const place = makePlace(t)
    await twoRounds(place)
    const { cipher, data } = place
    const pageKey = new Secret(Buffer.from(place.pageKey))
    const database = openConnection({ path: data, pageKey, cipher, cacheBytes: 1 << 20 })
    const value = Buffer.alloc(3000, 'of before')
    database.prepare('UPDATE entries SET value = ? WHERE key = ?').run(value, keyOf(7))
    database.close()
    const outcome = await open(place).then(
      async (store) => {
        const seen = await readItems(store, 2)
        await store.close()
        return seen
      },
      (error: unknown) => error as Error,
    )
    if (outcome instanceof Error) assert.match(outcome.message, /not those that were last written/)
    else {
      assert.equal(outcome.old, 0)
      assert.ok(outcome.refused.length > 0)
    }
  },
)
