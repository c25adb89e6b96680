import assert from 'node:assert/strict'
import { copyFileSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { test } from 'node:test'
import {
  withAddon,
  items,
  makePlace,
  open,
  pageBytes,
  readItems,
  refusesToOpen,
  twoRounds,
  writeRound,
} from './place.ts'

const names = /store\.pages.*restore a backup/

test('store.pages of before, missing, cut or changed anywhere is refused', withAddon, async (t) => {
  const place = makePlace(t)
  const { oldPages } = await twoRounds(place)
  const whole = readFileSync(place.pages)
  assert.ok(oldPages !== undefined)
  writeFileSync(place.pages, oldPages)
  await refusesToOpen(place, /last written/)
  rmSync(place.pages)
  await refusesToOpen(place, /store\.pages.*it is missing/)
  for (const length of [0, 10, 40, whole.length >> 1, whole.length - 100, whole.length - 1]) {
    writeFileSync(place.pages, whole.subarray(0, length))
    await refusesToOpen(place, /last written/)
  }
  const step = Math.ceil(whole.length / 40)
  for (let at = 0; at < whole.length; at += step) {
    const bytes = Buffer.from(whole)
    bytes[at] = (bytes[at] ?? 0) ^ 1
    writeFileSync(place.pages, bytes)
    await refusesToOpen(place, names)
  }
  writeFileSync(place.pages, whole)
  const store = await open(place)
  assert.equal((await readItems(store, 2)).right, items)
  await store.close()
})

test('store.pages of another store, and of another key, is refused', withAddon, async (t) => {
  const [place, other] = [makePlace(t), makePlace(t)]
  await twoRounds(place)
  await twoRounds(other)
  copyFileSync(other.pages, place.pages)
  await refusesToOpen(place, names)
})

test(
  'store.pages is written anew before it is long, and goes on where that fails',
  withAddon,
  async (t) => {
    const place = makePlace(t)
    const store = await open(place, { writeAheadBytes: 1 })
    const sizes: number[] = []
    // In the way of the new file.
    const next = `${place.pages}.new`
    for (let round = 1; round <= 14; round++) {
      if (round === 4) mkdirSync(next)
      if (round === 10) rmSync(next, { recursive: true })
      await writeRound(store, round)
      sizes.push(statSync(place.pages).size)
    }
    const most = 2 * 12 * (statSync(place.data).size / pageBytes) + 65536 + 1000
    assert.ok(Math.max(...sizes.slice(3, 9)) > most, 'it grew while it could not be made anew')
    assert.ok((sizes.at(-1) ?? 0) < most, String(sizes))
    await store.close()
    const again = await open(place)
    assert.equal((await readItems(again, 14)).right, items)
    await again.close()
  },
)
