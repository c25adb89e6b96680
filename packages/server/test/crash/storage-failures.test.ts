import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import {
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { test } from 'node:test'
import { fileURLToPath } from 'node:url'
import { Secret, silentLogger } from '../../src/base/index.ts'
import type { KvStore, StorageFailure } from '../../src/storage/kv.ts'
import {
  openSqliteStore,
  type PageCipher,
  type SqliteLimits,
} from '../../src/storage/sqlite/index.ts'
import { setFormatForTest } from './storage-tamper.ts'

interface Place {
  readonly directory: string
  readonly data: string
  readonly pageKey: Buffer
  readonly cipher: PageCipher
}

function open(place: Place, limits: Partial<SqliteLimits> = {}): Promise<KvStore> {
  const pageKey = new Secret(Buffer.from(place.pageKey))
  return openSqliteStore({ ...place, pageKey, limits, logger: silentLogger })
}

function put(store: KvStore, key: string, value: Buffer | undefined) {
  return store.commit({ checks: [], writes: [{ key: Buffer.from(key), value }] })
}

/** A closed store with some data in it. */
async function filled(cipher: PageCipher = 'aegis'): Promise<Place> {
  const directory = mkdtempSync(join(tmpdir(), 'strongroom-failures-'))
  const place = { directory, data: join(directory, 'store.db'), pageKey: randomBytes(32), cipher }
  const store = await open(place)
  for (let index = 0; index < 20; index++)
    await put(store, `k${String(index)}`, Buffer.alloc(9000, index))
  await store.close()
  return place
}

async function failsToOpen(place: Place, reason: StorageFailure, message: RegExp): Promise<void> {
  await assert.rejects(open(place), (error: Error & { reason?: string }) => {
    assert.equal(error.name, 'StorageError')
    assert.equal(error.reason, reason)
    assert.match(error.message, message)
    assert.ok(!error.message.includes('\n'), 'the message is one line')
    return true
  })
}

for (const cipher of ['aegis', 'sqlcipher'] as const) {
  test(`${cipher}: a wrong page key or cipher is told apart and changes nothing`, async () => {
    const place = await filled(cipher)
    const before = readFileSync(place.data)
    await failsToOpen({ ...place, pageKey: randomBytes(32) }, 'wrong-key', /page key/)
    const other = cipher === 'aegis' ? 'sqlcipher' : 'aegis'
    await failsToOpen({ ...place, cipher: other }, 'wrong-key', /cipher/)
    assert.ok(readFileSync(place.data).equals(before))
    await (await open(place)).close()
    rmSync(place.directory, { recursive: true })
  })

  test(`${cipher}: a flipped bit in any page is an error, never a wrong value`, async () => {
    const place = await filled(cipher)
    const whole = readFileSync(place.data)
    let damaged = 0
    for (let at = 8192 + 100; at < whole.length; at += 8192 * 2) {
      const bytes = Buffer.from(whole)
      bytes[at] = (bytes[at] ?? 0) ^ 1
      writeFileSync(place.data, bytes)
      const reason = await readAll(place)
      if (reason !== undefined) {
        assert.equal(reason, 'damaged')
        damaged += 1
      }
    }
    assert.ok(damaged > 5, `${String(damaged)} damaged pages were noticed`)
    rmSync(place.directory, { recursive: true })
  })
}

test('a damaged page keeps nobody from other rows, in the same turn or a later one', async (t) => {
  const place = await filled()
  const bytes = readFileSync(place.data)
  const at = bytes.length - 8192 + 100
  bytes[at] = (bytes[at] ?? 0) ^ 1
  writeFileSync(place.data, bytes)
  const store = await open(place)
  t.after(() => store.close())
  for (const turns of [0, 1]) {
    let right = 0
    let damaged = 0
    for (let index = 0; index < 20; index++) {
      await store.get(Buffer.from(`k${String(index)}`)).then(
        (entry) => {
          assert.ok(entry?.value.equals(Buffer.alloc(9000, index)))
          right++
        },
        (error: unknown) => {
          assert.equal((error as { reason?: unknown }).reason, 'damaged')
          damaged++
        },
      )
      if (turns > 0) await new Promise((resolve) => setImmediate(resolve))
    }
    assert.ok(damaged > 0 && right > 10, `${String(right)} right, ${String(damaged)} damaged`)
  }
  rmSync(place.directory, { recursive: true })
})

/** Reads all values and compares them; gives the reason if that fails. */
async function readAll(place: Place): Promise<string | undefined> {
  let store: KvStore | undefined
  try {
    store = await open(place)
    for (let index = 0; index < 20; index++) {
      const entry = await store.get(Buffer.from(`k${String(index)}`))
      assert.ok(entry?.value.equals(Buffer.alloc(9000, index)), 'a value is right or an error')
    }
    return undefined
  } catch (error) {
    if (!(error instanceof Error) || !('reason' in error)) throw error
    return String(error.reason)
  } finally {
    await store?.close()
  }
}

test('an emptied data file is damage, not a new store', async () => {
  const place = await filled()
  truncateSync(place.data, 0)
  await failsToOpen(place, 'damaged', /restore a backup/)
  rmSync(place.directory, { recursive: true })
})

test('a half-made data file of a crash at creation is replaced', async () => {
  const place = await filled()
  rmSync(place.data)
  writeFileSync(join(place.directory, 'store.db.new'), 'half')
  await (await open(place)).close()
  assert.ok(!existsSync(join(place.directory, 'store.db.new')))
  rmSync(place.directory, { recursive: true })
})

test('a newer format is refused with the remedy', async () => {
  const place = await filled()
  setFormatForTest(place.data, place.pageKey, 99)
  await failsToOpen(place, 'newer-version', /format 99.*newer version/)
  rmSync(place.directory, { recursive: true })
})

test('only the owner can read the files', async () => {
  const place = await filled()
  for (const name of ['store.db', 'lock.db']) {
    assert.equal(statSync(join(place.directory, name)).mode & 0o077, 0)
  }
  rmSync(place.directory, { recursive: true })
})

test('a directory that cannot be made or written is an error with a remedy', async () => {
  const place = await filled()
  await failsToOpen({ ...place, directory: join(place.data, 'below') }, 'io', /permissions/)
  // Permissions do not bind root.
  if (process.getuid?.() !== 0) {
    chmodSync(place.data, 0o000)
    await failsToOpen(place, 'io', /permissions/)
  }
  rmSync(place.directory, { recursive: true })
})

test('a full store refuses commits, still reads, and recovers when space returns', async () => {
  const place = await filled()
  const store = await open(place, { fileBytes: 1024 * 1024 })
  const value = randomBytes(100_000)
  let stored = 0
  let refused = 0
  for (let index = 0; index < 30; index++) {
    const result = await put(store, `big${String(index)}`, value)
    if (result.outcome === 'committed') stored += 1
    else {
      assert.equal(result.outcome, 'refused')
      assert.equal(await store.get(Buffer.from(`big${String(index)}`)), undefined)
      refused += 1
    }
  }
  assert.ok(stored > 0 && refused > 0)
  assert.ok((await store.get(Buffer.from('big0')))?.value.equals(value))
  assert.equal((await put(store, 'big0', undefined)).outcome, 'committed')
  assert.equal((await put(store, 'again', value)).outcome, 'committed')
  await store.close()
  rmSync(place.directory, { recursive: true })
})

test('one server holds a directory, and SIGKILL frees it', async () => {
  const place = await filled()
  const first = await holder(place)
  assert.equal(first.line, 'open')
  await failsToOpen(place, 'in-use', /another Strongroom serves/)
  const second = await holder(place)
  assert.equal(second.line, 'in-use')
  first.process.kill('SIGKILL')
  await first.exited
  const store = await open(place)
  await failsToOpen(place, 'in-use', /another Strongroom serves/)
  const third = await holder(place)
  assert.equal(third.line, 'in-use')
  await store.close()
  rmSync(place.directory, { recursive: true })
})

async function holder(
  place: Place,
): Promise<{ process: ChildProcess; line: string; exited: Promise<unknown> }> {
  const path = fileURLToPath(new URL('./storage-lock-holder.js', import.meta.url))
  const child = spawn(process.execPath, [path, place.directory, place.pageKey.toString('hex')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { process: child, line, exited }
}
