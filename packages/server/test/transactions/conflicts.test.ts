import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock, type Clock } from '../../src/base/index.ts'
import { ApiError } from '../../src/errors/index.ts'
import { faultyStore } from '../../src/storage/faulty/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { inProcess, type InProcess } from '../properties/in-process.ts'

const seed = 7

function add(pk: string, amount: string, more: object = {}) {
  return {
    TransactItems: [
      {
        Update: {
          TableName: 'sums',
          Key: { pk: { S: pk } },
          UpdateExpression: 'ADD n :n',
          ExpressionAttributeValues: { ':n': { N: amount } },
        },
      },
    ],
    ...more,
  }
}

async function createTable({ call }: InProcess): Promise<void> {
  await call('CreateTable', {
    TableName: 'sums',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  })
}

async function refusal(call: Promise<unknown>): Promise<ApiError> {
  try {
    await call
  } catch (error) {
    if (error instanceof ApiError) return error
    throw error
  }
  throw new Error('the call was not refused')
}

test('writes that lose every race are refused as conflicts, and nothing is written', async () => {
  const store = openMemoryStore()
  const calm = inProcess({ store, seed })
  await createTable(calm)
  const stormy = inProcess({
    store: faultyStore(store, { seed, rates: { conflict: 1 }, pause: () => Promise.resolve() }),
    seed,
    node: 1,
  })
  const single = await refusal(
    stormy.call('PutItem', { TableName: 'sums', Item: { pk: { S: 'a' } } }),
  )
  assert.equal(single.code, 'TransactionConflictException')
  assert.equal(single.message, 'Transaction is ongoing for the item')

  const together = await refusal(stormy.call('TransactWriteItems', add('a', '1')))
  assert.equal(together.code, 'TransactionCanceledException')
  assert.deepEqual(together.members['CancellationReasons'], [
    { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' },
  ])
  const { Count } = await calm.call('Scan', { TableName: 'sums', Select: 'COUNT' })
  assert.equal(Count, 0)
  await Promise.all([calm.engine.stop(), stormy.engine.stop()])
  await store.close()
})

test('a token is good for ten minutes, for the same request; a repeat costs its reads', async () => {
  const store = openMemoryStore()
  let time = 1_000_000
  const clock: Clock = { ...systemClock, now: () => time }
  const service = inProcess({ store, seed, clock })
  await createTable(service)
  const capacity = { ClientRequestToken: 'token', ReturnConsumedCapacity: 'INDEXES' }
  const once = () => service.call('TransactWriteItems', add('a', '1', capacity))
  const sum = async () => {
    const { Item } = await service.call('GetItem', { TableName: 'sums', Key: { pk: { S: 'a' } } })
    return (Item as { n: { N: string } }).n.N
  }
  const units = (member: string) => [
    {
      TableName: 'sums',
      CapacityUnits: 2,
      [member]: 2,
      Table: { CapacityUnits: 2, [member]: 2 },
    },
  ]
  assert.deepEqual((await once())['ConsumedCapacity'], units('WriteCapacityUnits'))
  time += 600_000 - 1
  assert.deepEqual((await once())['ConsumedCapacity'], units('ReadCapacityUnits'))
  assert.equal(await sum(), '1')
  const other = await refusal(service.call('TransactWriteItems', add('a', '2', capacity)))
  assert.equal(other.code, 'IdempotentParameterMismatchException')
  time += 1
  assert.deepEqual((await once())['ConsumedCapacity'], units('WriteCapacityUnits'))
  assert.equal(await sum(), '2')
  await service.engine.stop()
  await store.close()
})

test('a transaction may hold 4 MB and no more', async () => {
  const store = openMemoryStore()
  const service = inProcess({ store, seed })
  await createTable(service)
  const puts = (count: number) => ({
    TransactItems: Array.from({ length: count }, (_, at) => ({
      Put: {
        TableName: 'sums',
        Item: { pk: { S: String(at).padStart(2, '0') }, x: { S: 'x'.repeat(262_144 - 5) } },
      },
    })),
  })
  await service.call('TransactWriteItems', puts(16))
  const refused = await refusal(service.call('TransactWriteItems', puts(17)))
  assert.equal(refused.code, 'ValidationException')
  await service.engine.stop()
  await store.close()
})
