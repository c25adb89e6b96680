import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { Secret, silentLogger } from '../../src/base/index.ts'
import { outcomeOf } from '../../src/storage/sqlite/batch.ts'
import { openConnection, prepareForWriting } from '../../src/storage/sqlite/connection.ts'
import { storeFiles } from '../../src/storage/sqlite/files.ts'
import { groupWriter } from '../../src/storage/sqlite/group-writer.ts'
import { openSqliteStore } from '../../src/storage/sqlite/index.ts'
import { SqliteStore } from '../../src/storage/sqlite/store.ts'

const key = Buffer.from('k')
const text = async (store: SqliteStore): Promise<string | undefined> =>
  (await store.get(key))?.value.toString()

function put(value: string) {
  return { checks: [], writes: [{ key, value: Buffer.from(value) }] }
}

/** A store whose writer answers at once, so that a read, a commit and a read fall in one turn. */
describe('reads of one turn of the event loop', () => {
  const directory = mkdtempSync(join(tmpdir(), 'strongroom-turns-'))
  const files = storeFiles(directory)
  const pageKey = new Secret(randomBytes(32))
  const connect = () =>
    openConnection({ path: files.data, pageKey, cipher: 'aegis', cacheBytes: 1 << 20 })
  let store: SqliteStore
  /** Changes the file as another process would. */
  let elsewhere: (value: string) => void

  before(async () => {
    await (await openSqliteStore({ directory, pageKey, logger: silentLogger })).close()
    const database = connect()
    prepareForWriting(database, files.data)
    const writer = groupWriter(database)
    elsewhere = (value) => void writer.apply([put(value)])
    store = new SqliteStore({
      files,
      database: connect(),
      sole: true,
      committer: {
        queuedCommits: 0,
        commit: (commit) => Promise.resolve(outcomeOf(writer.apply([commit]), 0)),
        close: () => Promise.resolve(void database.close()),
      },
      connect,
      release: () => undefined,
    })
  })
  after(async () => {
    await store.close()
    rmSync(directory, { recursive: true })
  })

  it('see a commit from the moment at which it was answered', async () => {
    for (let times = 0; times < 50; times++) {
      await store.get(key)
      await store.commit(put(String(times)))
      assert.equal(await text(store), String(times))
      // And none that failed hides what is there.
      const failed = { checks: [{ key, version: 'absent' }], writes: [] } as const
      assert.equal((await store.commit(failed)).outcome, 'conflict')
      assert.equal(await text(store), String(times))
    }
  })

  it('are of one point in time, and those of the next turn of a later one', async () => {
    await store.commit(put('before'))
    assert.equal(await text(store), 'before')
    elsewhere('after')
    assert.equal(await text(store), 'before')
    assert.equal((await store.range({ start: key, end: Buffer.from('l'), limit: 9 })).length, 1)
    await new Promise((resolve) => setImmediate(resolve))
    await new Promise((resolve) => setImmediate(resolve))
    assert.equal(await text(store), 'after')
  })
})
