import { randomBytes } from 'node:crypto'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import assert from 'node:assert/strict'
import type { TestContext } from 'node:test'
import { Secret, type Logger, silentLogger } from '../../src/base/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import {
  openSqliteStore,
  type Committer,
  type PageCipher,
  type PagesChoice,
} from '../../src/storage/sqlite/index.ts'
import { pagesAddon } from '../../src/storage/sqlite/pages-addon.ts'

export const pageBytes = 8192
export const frameBytes = pageBytes + 24
export const items = 60

const addon = pagesAddon()
/** Where the addon was not built there is nothing to test. */
export const withAddon = { skip: typeof addon === 'string' ? addon : false }

/** The files of a store, and what opens it. */
export interface Place {
  readonly directory: string
  readonly data: string
  readonly log: string
  readonly pages: string
  readonly pageKey: Buffer
  readonly cipher: PageCipher
  /** All that were opened. They are closed at the end, however a test ends. */
  readonly stores: KvStore[]
}

export interface Opening {
  readonly pages?: PagesChoice
  readonly logger?: Logger
  readonly writeAheadBytes?: number
}

export function makePlace(t: TestContext, cipher: PageCipher = 'aegis'): Place {
  const directory = mkdtempSync(join(tmpdir(), 'strongroom-pages-'))
  const stores: KvStore[] = []
  t.after(async () => {
    for (const store of stores) await store.close()
    rmSync(directory, { recursive: true, force: true })
  })
  const data = join(directory, 'store.db')
  const pages = join(directory, 'store.pages')
  return { directory, data, log: `${data}-wal`, pages, pageKey: randomBytes(32), cipher, stores }
}

/** Opens it with hardly any room for pages and rows in memory. */
export async function open(place: Place, opening: Opening = {}): Promise<KvStore> {
  const { directory, cipher } = place
  const { pages = 'checked', logger = silentLogger, writeAheadBytes = 4 * pageBytes } = opening
  const pageKey = new Secret(Buffer.from(place.pageKey))
  const limits = { writeAheadBytes, cacheBytes: 1024, rowCacheBytes: 1 }
  const store = await openSqliteStore({ directory, cipher, pageKey, pages, logger, limits })
  place.stores.push(store)
  return store
}

export function keyOf(item: number): Buffer {
  return Buffer.from(`item-${String(item).padStart(4, '0')}`)
}

export function valueOf(item: number, round: number): Buffer {
  return Buffer.alloc(3000, `round ${String(round)} of ${String(item)} `)
}

/** Writes all items, a commit each. */
export async function writeRound(store: KvStore, round: number): Promise<void> {
  for (let item = 0; item < items; item++) {
    const writes = [{ key: keyOf(item), value: valueOf(item, round) }]
    const { outcome } = await store.commit({ checks: [], writes })
    assert.equal(outcome, 'committed')
  }
}

/** A stopped store after two rounds, and its files as they were after the first. */
export async function twoRounds(
  place: Place,
  opening: Opening = {},
): Promise<{ readonly oldData: Buffer; readonly oldPages: Buffer | undefined }> {
  const first = await open(place, opening)
  await writeRound(first, 1)
  await first.close()
  const oldData = readFileSync(place.data)
  const oldPages = opening.pages === 'unchecked' ? undefined : readFileSync(place.pages)
  const second = await open(place, opening)
  await writeRound(second, 2)
  await second.close()
  return { oldData, oldPages }
}

export interface Seen {
  right: number
  old: number
  readonly refused: string[]
}

/** Reads all items, each as of one of the rounds or not at all. */
export async function readItems(store: Pick<KvStore, 'get'>, round: number): Promise<Seen> {
  const seen: Seen = { right: 0, old: 0, refused: [] }
  for (let item = 0; item < items; item++) {
    try {
      const entry = await store.get(keyOf(item))
      if (entry?.value.equals(valueOf(item, round)) === true) seen.right++
      else seen.old++
    } catch (error) {
      assert.equal((error as { reason?: unknown }).reason, 'damaged', String(error))
      seen.refused.push((error as Error).message)
    }
  }
  return seen
}

export type Patch = readonly [at: number, bytes: Uint8Array]

/** By another process: to close a file of SQLite's in this one would drop its locks. */
export function overwrite(path: string, patches: readonly Patch[]): void {
  const script = `const fs = require('node:fs'); const fd = fs.openSync(process.argv[1], 'r+')
    for (const [at, hex] of JSON.parse(fs.readFileSync(0))) {
      fs.writeSync(fd, Buffer.from(hex, 'hex'), 0, undefined, at)
    }`
  const input = JSON.stringify(
    patches.map(([at, bytes]) => [at, Buffer.from(bytes).toString('hex')]),
  )
  execFileSync(process.execPath, ['-e', script, path], { input })
}

/** What puts a page back as it was. */
export function pageOf(before: Buffer, page: number): Patch {
  const at = page * pageBytes
  return [at, before.subarray(at, at + pageBytes)]
}

/** Pages that differ and that hold items: the first ones are of the schema. */
export function changedPages(before: Buffer, after: Buffer): number[] {
  const changed: number[] = []
  const end = Math.min(before.length, after.length) / pageBytes
  for (let page = 3; page < end; page++) {
    const [from, to] = [page * pageBytes, (page + 1) * pageBytes]
    if (!before.subarray(from, to).equals(after.subarray(from, to))) changed.push(page)
  }
  return changed
}

export const noCommits: Committer = {
  queuedCommits: 0,
  commit: () => Promise.reject(new Error('this process only reads')),
  close: () => Promise.resolve(),
}

export async function refusesToOpen(place: Place, message: RegExp): Promise<void> {
  await assert.rejects(
    async () => {
      await (await open(place)).close()
    },
    (error: Error & { reason?: string }) => {
      assert.equal(error.reason, 'damaged', error.stack)
      assert.match(error.message, message)
      assert.ok(!error.message.includes('\n'), 'the message is one line')
      return true
    },
  )
}
