import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { validateExpiry } from '../../src/engine/indexes/validate.ts'
import { ApiError } from '../../src/errors/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import type { Clock } from '../../src/base/index.ts'
import { hastyClock } from '../indexes/hasty-clock.ts'
import { inProcess, type InProcess } from '../properties/in-process.ts'

const TableName = 'expiring'
const start = 1_800_000_000
const fiveYears = 5 * 365.25 * 86_400
const soon = 'Time to live has been modified multiple times within a fixed interval'

/** Wall time that stands until it is moved; rests take no time. */
class WallClock implements Clock {
  seconds = start
  readonly monotonic = hastyClock.monotonic
  readonly after = hastyClock.after
  now = (): number => 1000 * this.seconds
}

async function setUp(t: TestContext) {
  const clock = new WallClock()
  const store = openMemoryStore()
  const server = inProcess({ store, seed: 1, clock })
  t.after(() => server.engine.stop())
  await server.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'g'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-g',
        KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
  const put = async (pk: string, exp?: object): Promise<void> => {
    const Item = { pk: { S: pk }, g: { S: 'g' }, ...(exp ? { exp } : {}) }
    await server.call('PutItem', { TableName, Item })
  }
  return { clock, store, server, put }
}

function change(server: InProcess, Enabled: boolean, AttributeName = 'exp'): Promise<unknown> {
  return server.call('UpdateTimeToLive', {
    TableName,
    TimeToLiveSpecification: { Enabled, AttributeName },
  })
}

async function keys(server: InProcess, IndexName?: string): Promise<string[]> {
  const { Items } = await server.call('Scan', { TableName, ...(IndexName ? { IndexName } : {}) })
  return (Items as { pk: { S: string } }[]).map(({ pk }) => pk.S).sort()
}

async function until(fact: () => Promise<boolean>): Promise<void> {
  for (let attempt = 0; attempt < 20_000; attempt++) {
    if (await fact()) return
    await new Promise((resolve) => setImmediate(resolve))
  }
  assert.fail('it did not come true')
}

async function status(server: InProcess): Promise<unknown> {
  const { TimeToLiveDescription } = await server.call('DescribeTimeToLive', { TableName })
  return TimeToLiveDescription
}

const enabled = { TimeToLiveStatus: 'ENABLED', AttributeName: 'exp' }

async function untilStatus(server: InProcess, wanted: object): Promise<void> {
  const text = JSON.stringify(wanted)
  await until(async () => JSON.stringify(await status(server)) === text)
}

/** When what expires later than an item is gone, a sweep has passed that item over. */
async function sweptPast({ server, put, clock }: Awaited<ReturnType<typeof setUp>>): Promise<void> {
  await put('sentinel', { N: String(clock.seconds - 1) })
  await until(async () => !(await keys(server)).includes('sentinel'))
}

async function refusal(call: Promise<unknown>, message: string): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof ApiError, String(error))
    assert.equal(error.code, 'ValidationException')
    assert.equal(error.message, message)
    return true
  })
}

test('items expire in the second after the one that they name, from the indexes too', async (t) => {
  const all = await setUp(t)
  const { server, put, clock } = all
  await put('before', { N: String(start + 10) })
  await change(server, true)
  await untilStatus(server, enabled)
  await put('after', { N: String(start + 10) })
  await put('later', { N: String(start + 11) })
  await put('fraction', { N: String(start + 10.5) })
  await put('none')
  clock.seconds = start + 10
  await sweptPast(all)
  assert.deepEqual(await keys(server), ['after', 'before', 'fraction', 'later', 'none'])
  clock.seconds = start + 11
  await sweptPast(all)
  assert.deepEqual(await keys(server), ['fraction', 'later', 'none'])
  clock.seconds = start + 12
  await sweptPast(all)
  assert.deepEqual(await keys(server), ['none'])
  assert.deepEqual(await keys(server, 'by-g'), ['none'])
})

test('only numbers count, and what expired more than five years ago stays', async (t) => {
  const all = await setUp(t)
  const { server, put, clock } = all
  await change(server, true)
  await put('text', { S: String(start - 10) })
  await put('list', { L: [{ N: String(start - 10) }] })
  await put('set', { NS: [String(start - 10)] })
  await put('negative', { N: '-1' })
  await put('zero', { N: '0' })
  await put('milliseconds', { N: String(start * 1000) })
  await put('huge', { N: '9.9E125' })
  await put('five years', { N: String(start - fiveYears - 1) })
  await put('nearly', { N: String(start - fiveYears + 1) })
  await untilStatus(server, enabled)
  await sweptPast(all)
  const kept = ['five years', 'huge', 'list', 'milliseconds', 'negative', 'set', 'text', 'zero']
  assert.deepEqual(await keys(server), kept)
  clock.seconds += fiveYears
  await sweptPast(all)
  assert.deepEqual(await keys(server), kept)
})

test('an item whose time was put off, or that lost it, survives', async (t) => {
  const all = await setUp(t)
  const { server, put, clock } = all
  await change(server, true)
  await untilStatus(server, enabled)
  for (const pk of ['put off', 'lost', 'brought forward']) {
    await put(pk, { N: String(start + 10) })
  }
  await put('put off', { N: String(start + 100) })
  const Key = (pk: string): object => ({ TableName, Key: { pk: { S: pk } } })
  await server.call('UpdateItem', { ...Key('lost'), UpdateExpression: 'REMOVE exp' })
  await server.call('UpdateItem', {
    ...Key('brought forward'),
    UpdateExpression: 'SET exp = :n',
    ExpressionAttributeValues: { ':n': { N: String(start + 1) } },
  })
  clock.seconds = start + 5
  await sweptPast(all)
  assert.deepEqual(await keys(server), ['lost', 'put off'])
  clock.seconds = start + 50
  await sweptPast(all)
  assert.deepEqual(await keys(server), ['lost', 'put off'])
  clock.seconds = start + 101
  await sweptPast(all)
  assert.deepEqual(await keys(server), ['lost'])
})

test('expiry is switched as the service does it, and a switch leaves no rows of another attribute', async (t) => {
  const all = await setUp(t)
  const { server, put, clock, store } = all
  assert.deepEqual(await status(server), { TimeToLiveStatus: 'DISABLED' })
  await refusal(change(server, false), 'TimeToLive is already disabled')
  for (let at = 0; at < 120; at++) await put(`old ${String(at)}`, { N: String(start + 1) })
  assert.deepEqual(await change(server, true), {
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'exp' },
  })
  assert.deepEqual(await status(server), { TimeToLiveStatus: 'ENABLING', AttributeName: 'exp' })
  await refusal(change(server, true), 'TimeToLive is already enabled')
  const other = 'TimeToLive is active on a different AttributeName: current AttributeName is exp'
  await refusal(change(server, true, 'other'), other)
  await refusal(change(server, false), soon)
  await untilStatus(server, enabled)
  const table = await server.engine.catalog.get({ accountId: '000000000000', name: TableName })
  assert.ok(table.expiry)
  assert.deepEqual(await validateExpiry(store, table, table.expiry), [])

  clock.seconds = start - 1000
  await refusal(change(server, false), soon)
  clock.seconds = start + 1860
  // Before the sweep comes to them.
  await server.engine.stop()
  await change(server, false)
  await refusal(change(server, false), 'TimeToLive is already disabled')
  const next = inProcess({ store, seed: 1, node: 1, clock })
  t.after(() => next.engine.stop())
  await untilStatus(next, { TimeToLiveStatus: 'DISABLED' })
  const rows = () => store.range({ start: Buffer.of(8), end: Buffer.of(9), limit: 10 })
  await until(async () => (await rows()).length === 0)
  await refusal(change(next, true, 'other'), soon)
  clock.seconds = start + 2 * 1860
  await change(next, true, 'other')
  await untilStatus(next, { TimeToLiveStatus: 'ENABLED', AttributeName: 'other' })
  await next.call('PutItem', {
    TableName,
    Item: { pk: { S: 'sentinel' }, other: { N: String(start) } },
  })
  await until(async () => !(await keys(next)).includes('sentinel'))
  assert.equal((await keys(next)).length, 120)
  await next.call('DeleteTable', { TableName })
})

test('a table without that name has no expiry', async (t) => {
  const { server } = await setUp(t)
  for (const call of [
    server.call('DescribeTimeToLive', { TableName: 'absent' }),
    server.call('UpdateTimeToLive', {
      TableName: 'absent',
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'exp' },
    }),
  ]) {
    await assert.rejects(call, {
      code: 'ResourceNotFoundException',
      message: 'Requested resource not found: Table: absent not found',
    })
  }
})
