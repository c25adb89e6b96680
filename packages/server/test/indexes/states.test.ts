import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '../../src/base/index.ts'
import { ApiError } from '../../src/errors/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { inProcess, type Answer, type InProcess } from '../properties/in-process.ts'
import { hastyClock } from './hasty-clock.ts'

const TableName = 'states'
const busy = 'Attempt to change a resource which is still in use: '
const one =
  'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table'

/** A front whose background work is somewhere else: each step is taken when the test says so. */
async function setUp(store: KvStore = openMemoryStore()) {
  let woken = 0
  const forward = (): void => {
    woken++
  }
  const front = inProcess({
    store,
    seed: 1,
    shared: true,
    background: { runsHere: false, forward },
  })
  await front.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  })
  const update = (...GlobalSecondaryIndexUpdates: object[]): Promise<Answer> =>
    front.call('UpdateTable', {
      TableName,
      AttributeDefinitions: ['g', 'h'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
      GlobalSecondaryIndexUpdates,
    })
  return { store, front, update, woken: () => woken }
}

const create = (IndexName: string): object => ({
  Create: {
    IndexName,
    KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
    Projection: { ProjectionType: 'ALL' },
  },
})
const remove = (IndexName: string): object => ({ Delete: { IndexName } })

async function refusal(call: Promise<unknown>, code: string, message: string): Promise<void> {
  await assert.rejects(call, (error) => {
    assert.ok(error instanceof ApiError, String(error))
    assert.equal(`${error.code}: ${error.message}`, `${code}: ${message}`)
    return true
  })
}

async function statesOf(server: InProcess): Promise<[table: unknown, ...indexes: unknown[]]> {
  const { Table } = (await server.call('DescribeTable', { TableName })) as {
    Table: Record<string, unknown>
  }
  const indexes = (Table['GlobalSecondaryIndexes'] ?? []) as Record<string, unknown>[]
  return [
    Table['TableStatus'],
    ...indexes.map((each) => [each['IndexStatus'], each['Backfilling']]),
  ]
}

/** Works until all that was noted is done. */
async function work(store: KvStore): Promise<void> {
  const worker = inProcess({ store, seed: 1, node: 1, shared: true, clock: hastyClock })
  for (;;) {
    const [table, ...indexes] = await statesOf(worker)
    if (table === 'ACTIVE' && indexes.every((each) => String(each) === 'ACTIVE,')) break
    await new Promise((resolve) => setImmediate(resolve))
  }
  await worker.engine.stop()
}

/** A worker that dies at the commit after so many. */
async function workSome(store: KvStore, commits: number): Promise<void> {
  let left = commits
  const enough = new Promise<void>((resolve) => {
    const alive = <T>(call: () => Promise<T>, cost = 0): Promise<T> => {
      if (left < cost) resolve()
      left = left < cost ? -1 : left - cost
      return left < 0 ? new Promise(() => undefined) : call()
    }
    const mortal: KvStore = {
      get: (key) => alive(() => store.get(key)),
      getMany: (keys) => alive(() => store.getMany(keys)),
      range: (range) => alive(() => store.range(range)),
      snapshot: () => alive(() => store.snapshot()),
      commit: (commit) => alive(() => store.commit(commit), 1),
      stats: () => store.stats(),
      close: () => store.close(),
    }
    inProcess({ store: mortal, seed: 1, node: 2, shared: true, clock: hastyClock })
  })
  await enough
}

test('an index passes through its states, and each refuses what the service refuses', async () => {
  const { store, front, update, woken } = await setUp()
  await front.call('PutItem', { TableName, Item: { pk: { S: 'a' }, g: { S: 'x' } } })
  await update(create('first'))
  assert.equal(woken(), 1)
  assert.deepEqual(await statesOf(front), ['UPDATING', ['CREATING', false]])
  await refusal(update(create('second')), 'LimitExceededException', one)
  await refusal(
    update(create('first')),
    'ValidationException',
    'Attempting to create an index which already exists',
  )
  await refusal(
    update(remove('first')),
    'ResourceInUseException',
    `${busy}Index creation is in resource allocation phase. Retry deletion during backfilling phase or when the index is active. Table: states Index: first`,
  )
  const deletion = front.call('DeleteTable', { TableName })
  const indexesBusy = `${busy}Cannot delete table while indexes are being created, updated, or deleted.`
  await refusal(deletion, 'ResourceInUseException', indexesBusy)

  await workSome(store, 1)
  assert.deepEqual(await statesOf(front), ['ACTIVE', ['CREATING', true]])
  await refusal(update(create('second')), 'LimitExceededException', one)
  for (const operation of ['Scan', 'Query']) {
    const question = {
      KeyConditionExpression: 'g = :g',
      ExpressionAttributeValues: { ':g': { S: 'x' } },
    }
    await refusal(
      front.call(operation, {
        TableName,
        IndexName: 'first',
        ...(operation === 'Query' ? question : {}),
      }),
      'ValidationException',
      'Cannot read from backfilling global secondary index: first',
    )
  }
  await refusal(front.call('DeleteTable', { TableName }), 'ResourceInUseException', indexesBusy)

  await work(store)
  assert.deepEqual(await statesOf(front), ['ACTIVE', ['ACTIVE', undefined]])
  const { Count } = await front.call('Scan', { TableName, IndexName: 'first' })
  assert.equal(Count, 1)
  await update(remove('first'))
  assert.deepEqual(await statesOf(front), ['UPDATING', ['DELETING', undefined]])
  const deleting = `${busy}Index is being deleted. Table: states Index: first`
  await refusal(update(remove('first')), 'ResourceInUseException', deleting)
  await refusal(update(create('first')), 'ResourceInUseException', deleting)
  await refusal(update(create('second')), 'LimitExceededException', one)
  await work(store)
  assert.deepEqual(await statesOf(front), ['ACTIVE'])
  await front.call('DeleteTable', { TableName })
})

test('a build can be given up while it goes on, and nothing of it is left', async () => {
  const { store, front, update } = await setUp()
  for (let at = 0; at < 120; at++) {
    await front.call('PutItem', { TableName, Item: { pk: { S: String(at) }, g: { S: 'x' } } })
  }
  const table = await front.engine.catalog.get({ accountId: '000000000000', name: TableName })
  await update(create('first'))
  // The change of state and one batch of items.
  await workSome(store, 2)
  const rows = () =>
    store.range({ start: Buffer.of(3), end: Buffer.of(4), limit: 1000 }).then((all) => all.length)
  assert.equal(await rows(), limits.backfillItems)
  await update(remove('first'))
  await work(store)
  // The purge runs after the index is gone.
  const worker = inProcess({ store, seed: 1, node: 3, shared: true, clock: hastyClock })
  while ((await rows()) > 0) await new Promise((resolve) => setImmediate(resolve))
  await worker.engine.stop()

  await update(create('first'))
  await work(store)
  const again = await front.engine.catalog.get({ accountId: '000000000000', name: TableName })
  assert.equal(table.indexes.length, 0)
  assert.deepEqual(
    again.indexes.map(({ id }) => id),
    [2],
    'an id is never used twice',
  )
  assert.equal(await rows(), 120)
})

test('a table with the most indexes takes no other', async () => {
  const { store, front, update } = await setUp()
  for (let at = 0; at < 20; at++) {
    await update(create(`index-${String(at)}`))
    await work(store)
  }
  await refusal(
    update(create('one-too-many')),
    'LimitExceededException',
    'Subscriber limit exceeded: Number of global secondary indexes exceeds per-table limit of 20',
  )
  await front.engine.stop()
})
