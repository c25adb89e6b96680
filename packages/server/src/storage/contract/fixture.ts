import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import type { CommitResult, Entry, KvReader, KvStore, Write } from '../kv.ts'

/** Whether a driver has a trait that the suite can test; a reason is shown where its tests are skipped. */
export type Capability = true | { readonly missing: string }

/** A driver, or a wrapper around one, as the suite sees it. */
export interface StoreUnderTest {
  readonly name: string
  readonly capabilities: {
    /** What is committed is there after close and open. */
    readonly durable: Capability
    /** A burst of commits beyond `queueLength` or `queueBytes` is answered `overloaded`. */
    readonly bounded: Capability
  }
  /** Makes a new, empty store. */
  create(bounds: StoreBounds): Promise<StoreFixture>
}

export interface StoreBounds {
  readonly queueLength?: number
  readonly queueBytes?: number
}

export interface StoreFixture {
  readonly store: KvStore
  /** Opens the same data again, after `store` was closed. */
  reopen(): Promise<KvStore>
  /** Frees what the fixture made besides its stores, which are closed by then. */
  dispose(): Promise<void>
}

/** Registers a test that gets a fresh store, which is closed afterwards. */
export function storeTest(
  subject: StoreUnderTest,
  title: string,
  body: (fixture: StoreFixture) => Promise<void>,
  options: {
    readonly needs?: keyof StoreUnderTest['capabilities']
    readonly bounds?: StoreBounds
  } = {},
): void {
  const capability = options.needs === undefined ? true : subject.capabilities[options.needs]
  const skip = capability === true ? false : capability.missing
  test(`${subject.name}: ${title}`, { skip }, async () => {
    const fixture = await subject.create(options.bounds ?? {})
    try {
      await body(fixture)
    } finally {
      await fixture.store.close()
      await fixture.dispose()
    }
  })
}

export function bytes(text: string): Buffer {
  return Buffer.from(text, 'latin1')
}

export function put(key: Buffer | string, value: Buffer | string): Write {
  return { key: asBytes(key), value: asBytes(value) }
}

export function del(key: Buffer | string): Write {
  return { key: asBytes(key), value: undefined }
}

function asBytes(data: Buffer | string): Buffer {
  return typeof data === 'string' ? bytes(data) : data
}

/** Commits without checks, which must succeed; gives the version. */
export async function write(store: KvStore, ...writes: Write[]): Promise<number> {
  return versionOf(await store.commit({ checks: [], writes }))
}

/** The version of a commit that must have succeeded. */
export function versionOf(result: CommitResult): number {
  if (result.outcome !== 'committed')
    assert.fail(`expected a commit, got ${JSON.stringify(result)}`)
  assert.ok(Number.isSafeInteger(result.version) && result.version > 0, 'a version is positive')
  return result.version
}

export async function textAt(reader: KvReader, key: string): Promise<string | undefined> {
  return (await reader.get(bytes(key)))?.value.toString('latin1')
}

export function keysOf(entries: readonly Entry[]): string[] {
  return entries.map((entry) => entry.key.toString('latin1'))
}

/** Below and above every key that the suite uses. */
export const lowest = Buffer.from([0x00])
export const highest = Buffer.alloc(64, 0xff)

/** All entries from start to end by pages of `limit`, in the direction asked for. */
export async function pages(
  reader: KvReader,
  limit: number,
  reverse: boolean,
  byteLimit?: number,
): Promise<Entry[][]> {
  const found: Entry[][] = []
  let start: Buffer = lowest
  let end: Buffer = highest
  for (;;) {
    const bound = byteLimit === undefined ? {} : { byteLimit }
    const page = await reader.range({ start, end, limit, reverse, ...bound })
    const last = page.at(-1)
    if (last === undefined) return found
    found.push(page)
    if (reverse) end = last.key
    else start = Buffer.concat([last.key, lowest])
  }
}

/** Does `look` again and again until `work` has ended, then once more. */
export async function whileRunning(
  work: Promise<unknown>,
  look: () => Promise<void>,
): Promise<void> {
  let running = true
  const end = work.finally(() => {
    running = false
  })
  while (running) {
    await look()
    // A store may answer reads without a turn of the event loop, which would then never come.
    await turn()
  }
  await end
  await look()
}
