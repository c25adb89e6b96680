import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { Secret, silentLogger } from '../../src/base/index.ts'
import type { Commit, KvStore } from '../../src/storage/kv.ts'
import { noStamp } from '../../src/storage/stamps.ts'
import { openSqliteStore } from '../../src/storage/sqlite/index.ts'

describe('notes of commits', () => {
  const directory = mkdtempSync(join(tmpdir(), 'strongroom-notes-'))
  let store: KvStore
  /** How often a row of notes was made. */
  let made = 0
  let round = 0

  before(async () => {
    const pageKey = new Secret(Buffer.alloc(32, 1))
    store = await openSqliteStore({ directory, pageKey, logger: silentLogger })
    assert.ok(store.writeNotesBy)
    store.writeNotesBy((notes) => {
      made++
      const text = notes.map(({ shared, own }) => `${shared.join('')}${own}`).join(' ')
      return {
        key: Buffer.concat([Buffer.from('n'), noStamp]),
        stampAt: 1,
        value: Buffer.from(text),
      }
    })
  })
  after(async () => {
    await store.close()
    rmSync(directory, { recursive: true })
  })
  beforeEach(() => {
    made = 0
    round++
  })

  const keyOf = (name: string): Buffer => Buffer.from(`item ${String(round)} ${name}`)

  function put(name: string, checked: string | undefined, version: number | 'absent'): Commit {
    return {
      checks: checked === undefined ? [] : [{ key: keyOf(checked), version }],
      writes: [{ key: keyOf(name), value: Buffer.from('v') }],
      notes: [{ shared: ['put '], own: name }],
    }
  }

  const rows = async (): Promise<string[]> => {
    const found = await store.range({ start: Buffer.from('n'), end: Buffer.from('o'), limit: 100 })
    return found.map(({ value }) => value.toString())
  }

  test('of one group are one row, in the order of the commits', async () => {
    const names = ['a', 'b', 'c', 'd']
    const results = await Promise.all(
      names.map((name) => store.commit(put(name, undefined, 'absent'))),
    )
    assert.ok(results.every(({ outcome }) => outcome === 'committed'))
    assert.equal(made, 1)
    assert.deepEqual((await rows()).at(-1), 'put a put b put c put d')
  })

  test('are written for what was written, and for nothing that conflicted', async () => {
    const commits = [
      put('a', 'a', 'absent'),
      put('b', 'a', 'absent'),
      put('c', 'c', 12345),
      put('d', 'c', 'absent'),
      { ...put('e', 'e', 12345), notes: undefined },
      { ...put('f', undefined, 'absent'), notes: undefined },
    ]
    const before = (await rows()).length
    const results = await Promise.all(commits.map((commit) => store.commit(commit)))
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['committed', 'conflict', 'conflict', 'committed', 'conflict', 'committed'],
    )
    assert.deepEqual((await rows()).slice(before), ['put a put d'])
    for (const [at, result] of results.entries()) {
      const entry = await store.get(keyOf('abcdef'[at] ?? ''))
      assert.equal(entry?.version, result.outcome === 'committed' ? result.version : undefined)
    }
  })

  test('leave no row where every commit conflicted', async () => {
    const before = await rows()
    const results = await Promise.all([
      store.commit(put('a', 'a', 1)),
      store.commit(put('b', 'b', 1)),
    ])
    assert.ok(results.every(({ outcome }) => outcome === 'conflict'))
    assert.deepEqual(await rows(), before)
  })
})
