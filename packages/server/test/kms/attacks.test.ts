import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import type { Entry, KvStore } from '../../src/storage/kv.ts'
import { accountId, keep, tables, type Kept, type Tables } from './tables.ts'

const names = ['one', 'two'] as const

/** Two tables under KMS keys of their own, with three items each. */
async function setUp(): Promise<{ kept: Kept; server: Tables; keys: string[] }> {
  const kept = keep(openMemoryStore())
  const server = tables(kept)
  const keys: string[] = []
  for (const TableName of names) {
    const { KeyMetadata } = await server.kms('CreateKey', {})
    const { KeyId } = KeyMetadata as { KeyId: string }
    keys.push(KeyId)
    await server.dynamodb('CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: KeyId },
    })
    for (const pk of ['a', 'b', 'c']) {
      await server.dynamodb('PutItem', { TableName, Item: { pk: { S: pk }, v: { S: TableName } } })
    }
  }
  return { kept, server, keys }
}

async function get(server: Tables, TableName: string, pk: string): Promise<unknown> {
  return (await server.dynamodb('GetItem', { TableName, Key: { pk: { S: pk } } }))['Item']
}

/** The rows of a space: 1 the catalogue, 2 items. */
async function rowsOf(store: KvStore, space: number): Promise<Entry[]> {
  const range = { start: Buffer.of(space), end: Buffer.of(space + 1), limit: 1000 }
  return [...(await store.range(range))]
}

async function overwrite(store: KvStore, key: Buffer, value: Buffer): Promise<void> {
  const { outcome } = await store.commit({ checks: [], writes: [{ key, value }] })
  assert.equal(outcome, 'committed')
}

/** Reads every item; how many of them are damaged. What is answered must be right. */
async function damaged(server: Tables): Promise<number> {
  let count = 0
  for (const table of names) {
    for (const pk of ['a', 'b', 'c']) {
      try {
        assert.deepEqual(await get(server, table, pk), { pk: { S: pk }, v: { S: table } })
      } catch (error) {
        assert(error instanceof Error && error.name === 'DamagedRowError', String(error))
        assert.match(error.message, /^the row at 02[0-9a-f]+… does not open: /)
        count++
      }
    }
  }
  return count
}

test('rows that were swapped, within a table and between tables, do not open, and others do', async () => {
  const { kept, server } = await setUp()
  const rows = await rowsOf(kept.store, 2)
  const pairs = [
    [0, 1],
    [0, 5],
    [2, 3],
  ] as const
  for (const [one, other] of pairs) {
    const [first, second] = [rows[one], rows[other]]
    assert(first !== undefined && second !== undefined)
    await overwrite(kept.store, first.key, second.value)
    await overwrite(kept.store, second.key, first.value)
    assert.equal(await damaged(server), 2)
    await overwrite(kept.store, first.key, first.value)
    await overwrite(kept.store, second.key, second.value)
  }
  assert.equal(await damaged(server), 0)
})

test('a change of any region of a row, and any cut, is found, and others are served', async () => {
  const { kept, server } = await setUp()
  const [row] = await rowsOf(kept.store, 2)
  assert(row !== undefined)
  for (let at = 0; at < row.value.length; at++) {
    const changed = Buffer.from(row.value)
    changed[at] = (changed[at] ?? 0) ^ (1 << (at % 8))
    await overwrite(kept.store, row.key, changed)
    assert.equal(await damaged(server), 1, `byte ${String(at)}`)
  }
  for (const length of [0, 1, 5, 17, 32, row.value.length - 1]) {
    await overwrite(kept.store, row.key, row.value.subarray(0, length))
    assert.equal(await damaged(server), 1, `${String(length)} bytes`)
  }
})

test('a row of another data directory with the same tables does not open', async () => {
  const { kept, server } = await setUp()
  const other = await setUp()
  const [mine] = await rowsOf(kept.store, 2)
  const [theirs] = await rowsOf(other.kept.store, 2)
  assert(mine !== undefined && theirs !== undefined)
  await overwrite(kept.store, mine.key, theirs.value)
  assert.equal(await damaged(server), 1)
})

test('a key record that was rolled back opens nothing, since the grant that it needs is retired', async () => {
  const { kept, server } = await setUp()
  const catalog = await rowsOf(kept.store, 1)
  await server.dynamodb('UpdateTable', {
    TableName: 'one',
    SSESpecification: { Enabled: true, SSEType: 'KMS' },
  })
  await server.dynamodb('PutItem', {
    TableName: 'one',
    Item: { pk: { S: 'late' }, v: { S: 'late' } },
  })
  await server.engine.stop()
  for (const { key, value } of catalog) await overwrite(kept.store, key, value)
  const next = tables(kept)
  // The grant on the old key is retired, and so the old record opens nothing at all.
  await assert.rejects(get(next, 'one', 'late'), { code: 'AccessDeniedException' })
  assert.deepEqual(await get(next, 'two', 'a'), { pk: { S: 'a' }, v: { S: 'two' } })
})

test('a copy of the data of before a deletion is useless after it, for that table alone', async () => {
  const { kept, server, keys } = await setUp()
  const KeyId = keys[0]
  const copy = openMemoryStore()
  const all = { start: Buffer.of(0), end: Buffer.of(0xff), limit: 10_000 }
  const writes = (await kept.store.range(all)).map(({ key, value }) => ({ key, value }))
  await copy.commit({ checks: [], writes })

  await server.kms('ScheduleKeyDeletion', { KeyId, PendingWindowInDays: 7 })
  await server.engine.stop()
  kept.clock.advance(7 * 86_400_000)
  // What the sweep of keys does when the time has come.
  await kept.shares.remove(KeyId ?? '')

  const restored = tables({ ...kept, store: copy })
  await assert.rejects(get(restored, 'one', 'a'), /KMS internal error: .*its share is missing/)
  assert.deepEqual(await get(restored, 'two', 'a'), { pk: { S: 'a' }, v: { S: 'two' } })
})

test('every row that may hold what a client said is sealed; a new kind of row must be judged here', async () => {
  const { kept } = await setUp()
  /** Counters, notes of jobs and digests of tokens: no byte of an item, and no key. */
  const plain = new Set([0x00, 0x05, 0x06, 0x07, 0x0a])
  /** Catalogue, items, index rows, sizes of tables, KMS. */
  const sealed = new Set([0x01, 0x02, 0x03, 0x0b, 0x20])
  const all = { start: Buffer.of(0), end: Buffer.of(0xff), limit: 10_000 }
  for (const { key, value } of await kept.store.range(all)) {
    const space = key[0] ?? -1
    assert(plain.has(space) || sealed.has(space), `space ${String(space)} is judged`)
    if (!sealed.has(space)) continue
    assert.equal(value[0], 1, 'the format of sealed rows')
    for (const text of [accountId, 'keyId', '"pk"', 'arn:aws']) {
      assert(!value.includes(text), `${text} is not in a row of space ${String(space)}`)
    }
  }
})
