import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { test, type TestContext } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Secret } from '../../src/base/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { openSqliteReader } from '../../src/storage/sqlite/index.ts'
import {
  items,
  makePlace,
  noCommits,
  open,
  readItems,
  twoRounds,
  withAddon,
  writeRound,
  type Place,
} from './place.ts'

const program = fileURLToPath(new URL('./writer-process.js', import.meta.url))

/** A process that writes the round, or only reads; resolves when it has. */
async function startProcess(
  t: TestContext,
  place: Place,
  round: string,
): Promise<() => Promise<void>> {
  const args = [program, place.directory, place.pageKey.toString('hex'), round]
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = once(child, 'exit')
  const kill = async (): Promise<void> => {
    child.kill('SIGKILL')
    await exited
  }
  t.after(kill)
  await once(createInterface({ input: child.stdout }), 'line')
  return kill
}

function reader(place: Place): KvStore {
  const { directory, cipher, pageKey } = place
  return openSqliteReader(
    { directory, cipher, pageKey: new Secret(Buffer.from(pageKey)) },
    noCommits,
  )
}

test(
  'a reader of another process changes nothing, also as the last to close the store',
  withAddon,
  async (t) => {
    const place = makePlace(t)
    await twoRounds(place)
    const killWriter = await startProcess(t, place, '3')
    const beside = reader(place)
    assert.equal((await readItems(beside, 3)).right, items)
    await killWriter()
    assert.equal((await readItems(beside, 3)).right, items)
    const [data, log] = [readFileSync(place.data), readFileSync(place.log)]
    await beside.close()
    assert.ok(readFileSync(place.data).equals(data) && readFileSync(place.log).equals(log))

    const store = await open(place)
    assert.equal((await readItems(store, 3)).right, items)
    await store.close()
  },
)

test('a reader of a stopped store leaves it as it is', withAddon, async (t) => {
  const place = makePlace(t)
  await twoRounds(place)
  const data = readFileSync(place.data)
  const alone = reader(place)
  assert.equal((await readItems(alone, 2)).right, items)
  await alone.close()
  assert.ok(readFileSync(place.data).equals(data) && existsSync(place.pages))
  const store = await open(place)
  assert.equal((await readItems(store, 2)).right, items)
  await store.close()
})

test('a store gets tags while another process reads it', withAddon, async (t) => {
  const place = makePlace(t)
  await twoRounds(place, { pages: 'unchecked' })
  const beside = reader(place)
  const snapshot = await beside.snapshot()
  const first = await open(place)
  assert.equal((await readItems(first, 2)).right, items)
  assert.equal((await readItems(snapshot, 2)).right, items)
  await writeRound(first, 3)
  assert.equal((await readItems(snapshot, 2)).right, items)
  await snapshot.release()
  await first.close()
  assert.equal((await readItems(beside, 3)).right, items)
  await beside.close()
  const store = await open(place)
  assert.equal((await readItems(store, 3)).right, items)
  await store.close()
})

test(
  'a store that was killed opens while a reader of before is still there',
  withAddon,
  async (t) => {
    const place = makePlace(t)
    await twoRounds(place)
    const killWriter = await startProcess(t, place, '3')
    const killReader = await startProcess(t, place, 'none')
    await killWriter()
    // The reader keeps the index of the log, by which all of the log is in the data file already.
    const store = await open(place)
    assert.equal((await readItems(store, 3)).right, items)
    await writeRound(store, 4)
    await killReader()
    await store.close()
    const again = await open(place)
    assert.equal((await readItems(again, 4)).right, items)
    await again.close()
  },
)
