import assert from 'node:assert/strict'
import { test } from 'node:test'
import { account, noon, openHistory } from './history.test-support.ts'
import { cursorKey, eventKey, headKey, indexOf } from './rows.ts'

const other = '444455556666'

async function setUp() {
  const opened = openHistory()
  const { add, index, store, faults } = opened
  for (let at = 0; at < 120; at++) add(noon - 1000 * at)
  await index()
  assert.deepEqual(await faults(), [])
  const put = async (key: Buffer, value: Buffer | undefined): Promise<void> => {
    const result = await store.commit({ checks: [], writes: [{ key, value }] })
    assert.equal(result.outcome, 'committed')
  }
  const valueOf = async (number: number): Promise<Buffer> => {
    const entry = await store.get(eventKey(account, number))
    assert(entry !== undefined)
    return entry.value
  }
  return { ...opened, put, valueOf }
}

test('an event that was removed is missed', async () => {
  const { put, faults } = await setUp()
  await put(eventKey(account, 77), undefined)
  assert.deepEqual(await faults(), [
    { accountId: account, number: 77, what: 'the event is missing' },
  ])
})

test('the newest event that was removed is missed', async () => {
  const { put, faults } = await setUp()
  await put(eventKey(account, 120), undefined)
  assert.deepEqual(await faults(), [
    { accountId: account, number: 120, what: 'the event is missing' },
  ])
})

test('an event that was changed, or put in the place of another, does not open', async () => {
  const { put, valueOf, faults } = await setUp()
  await put(eventKey(account, 5), await valueOf(6))
  assert.deepEqual(await faults(), [
    { accountId: account, number: 5, what: 'the event is damaged' },
  ])
})

test('an index row that was removed, or put in, is noticed', async () => {
  const { put, store, faults } = await setUp()
  const [row] = await store.range({ ...indexOf(account), limit: 1 })
  assert(row !== undefined)
  await put(row.key, undefined)
  const number = Number(row.key.readBigUInt64BE(row.key.length - 8))
  const missing = { accountId: account, number, what: 'an index row is missing' }
  assert.deepEqual(await faults(), [missing])
  const other = Buffer.from(row.key)
  other.writeBigUInt64BE(3n, other.length - 8)
  await put(other, row.value)
  assert.deepEqual(await faults(), [
    missing,
    { accountId: account, number: 3, what: 'an index row was put in' },
  ])
})

test('a head that was changed does not open', async () => {
  const { put, store, faults } = await setUp()
  const entry = await store.get(headKey(account))
  assert(entry !== undefined)
  const changed = Buffer.from(entry.value)
  changed[0] = (changed[0] ?? 0) ^ 1
  await put(headKey(account), changed)
  assert.deepEqual(await faults(), [
    { accountId: account, number: undefined, what: 'the head is damaged' },
    { accountId: '*', number: undefined, what: 'events are missing' },
  ])
})

test('an account of which everything was removed is missed; what is left of it names it', async () => {
  const { add, index, put, store, faults } = await setUp()
  add(noon, { recipientAccountId: other })
  await index()
  assert.deepEqual(await faults(), [])
  const lost = { accountId: '*', number: undefined, what: 'accounts are missing' }
  await put(headKey(other), undefined)
  const headless = { accountId: other, number: undefined, what: 'the head is missing' }
  assert.deepEqual(await faults(), [headless, lost])
  await put(eventKey(other, 1), undefined)
  assert.deepEqual(await faults(), [headless, lost])
  for (const { key } of await store.range({ ...indexOf(other), limit: 100 })) {
    await put(key, undefined)
  }
  assert.deepEqual(await faults(), [lost])
})

test('the newest events of an account that are removed with their head put back are missed', async () => {
  const { add, index, put, rows, store, faults } = await setUp()
  const before = await store.get(headKey(account))
  add(noon + 1)
  await index()
  const entry = await store.get(eventKey(account, 121))
  assert(before !== undefined && entry !== undefined)
  for (const key of rows.indexKeys(account, rows.openEvent(account, entry))) {
    await put(key, undefined)
  }
  await put(entry.key, undefined)
  await put(before.key, before.value)
  assert.deepEqual(await faults(), [
    { accountId: '*', number: undefined, what: 'events are missing' },
  ])
})

test('a history of before it was counted is counted, and then missed', async () => {
  const { add, index, put, rows, store, faults } = await setUp()
  const entry = await store.get(cursorKey)
  assert(entry !== undefined)
  const { value } = rows.cursorRow({ cursor: rows.openCursor(entry).cursor })
  await put(cursorKey, value)
  assert.deepEqual(await faults(), [])
  add(noon, { recipientAccountId: other })
  await index()
  await put(headKey(account), undefined)
  assert.equal((await faults()).at(-1)?.what, 'accounts are missing')
})
