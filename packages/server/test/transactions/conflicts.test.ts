import assert from 'node:assert/strict'
import { test } from 'node:test'
import { systemClock, type Clock } from '../../src/base/index.ts'
import { ApiError } from '../../src/errors/index.ts'
import { faultyStore } from '../../src/storage/faulty/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'
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

/** A store whose commits wait, once it is told so, until they are let go. */
function holding(inner: KvStore) {
  let gate: Promise<void> | undefined
  let open = (): void => undefined
  let arrived = (): void => undefined
  const store: KvStore = {
    get: (key) => inner.get(key),
    getMany: (keys) => inner.getMany(keys),
    range: (range) => inner.range(range),
    snapshot: () => inner.snapshot(),
    stats: () => inner.stats(),
    close: () => inner.close(),
    async commit(commit) {
      arrived()
      await gate
      return inner.commit(commit)
    },
  }
  return {
    store,
    /** Holds commits from now on; resolves when the first waits. */
    hold(): Promise<void> {
      gate = new Promise((resolve) => (open = resolve))
      return new Promise((resolve) => (arrived = resolve))
    },
    release(): void {
      open()
    },
  }
}

test('an item of a transaction under way is refused to writers, but not to readers', async () => {
  const held = holding(openMemoryStore())
  const service = inProcess({ store: held.store, seed })
  await createTable(service)
  const Key = (pk: string) => ({ TableName: 'sums', Key: { pk: { S: pk } } })
  const put = (pk: string) => ({ TableName: 'sums', Item: { pk: { S: pk } } })
  await service.call('PutItem', put('seen'))
  const request = {
    TransactItems: [
      ...add('a', '1').TransactItems,
      { ConditionCheck: { ...Key('seen'), ConditionExpression: 'attribute_exists(pk)' } },
    ],
    ClientRequestToken: 'under-way',
  }
  const waits = held.hold()
  const first = service.call('TransactWriteItems', request)
  await waits

  for (const pk of ['a', 'seen']) {
    for (const [operation, input] of [
      ['PutItem', put(pk)],
      ['DeleteItem', Key(pk)],
      ['UpdateItem', Key(pk)],
      ['ExecuteStatement', { Statement: `DELETE FROM sums WHERE pk = '${pk}'` }],
    ] as const) {
      const error = await refusal(service.call(operation, input))
      assert.equal(error.code, 'TransactionConflictException', `${operation} of ${pk}`)
      assert.equal(error.message, 'Transaction is ongoing for the item')
    }
  }
  const conflict = { Code: 'TransactionConflict', Message: 'Transaction is ongoing for the item' }
  const other = await refusal(
    service.call('TransactWriteItems', {
      TransactItems: [...add('b', '1').TransactItems, { Put: put('seen') }],
    }),
  )
  assert.deepEqual(other.members['CancellationReasons'], [{ Code: 'None' }, conflict])
  const { Responses } = await service.call('BatchExecuteStatement', {
    Statements: [{ Statement: `DELETE FROM sums WHERE pk = 'a'` }],
  })
  assert.deepEqual(Responses, [{ TableName: 'sums', Error: conflict }])
  assert.deepEqual(await service.call('GetItem', Key('a')), {})

  const same = await refusal(service.call('TransactWriteItems', request))
  assert.equal(same.code, 'TransactionInProgressException')
  const another = await refusal(
    service.call('TransactWriteItems', { ...add('z', '1'), ClientRequestToken: 'under-way' }),
  )
  assert.equal(another.code, 'IdempotentParameterMismatchException')

  const batch = service.call('BatchWriteItem', {
    RequestItems: { sums: [{ DeleteRequest: { Key: { pk: { S: 'a' } } } }] },
  })
  held.release()
  await first
  await batch
  assert.deepEqual(await service.call('GetItem', Key('a')), {}, 'the batch came after it')
  assert.deepEqual(await service.call('TransactWriteItems', request), {}, 'done before')
  await service.call('PutItem', put('a'))
  await service.call('TransactWriteItems', add('a', '1'))
  await service.engine.stop()
  await held.store.close()
})

test('a transaction waits for a single write that is under way', async () => {
  const held = holding(openMemoryStore())
  const service = inProcess({ store: held.store, seed })
  await createTable(service)
  const waits = held.hold()
  const single = service.call('PutItem', {
    TableName: 'sums',
    Item: { pk: { S: 'a' }, n: { N: '5' } },
  })
  await waits
  const together = service.call('TransactWriteItems', add('a', '1'))
  held.release()
  await Promise.all([single, together])
  const { Item } = await service.call('GetItem', { TableName: 'sums', Key: { pk: { S: 'a' } } })
  assert.deepEqual(Item, { pk: { S: 'a' }, n: { N: '6' } })
  await service.engine.stop()
  await held.store.close()
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
