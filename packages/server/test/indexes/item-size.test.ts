import assert from 'node:assert/strict'
import { test } from 'node:test'
import { ApiError } from '../../src/errors/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { inProcess, type Answer, type InProcess } from '../properties/in-process.ts'

const TableName = 'sized'
const itemBytes = 409_600
const tooLargeToPut = 'ValidationException: Item size has exceeded the maximum allowed size'
const tooLargeAfter = 'Item size to update has exceeded the maximum allowed size'
const Key = { pk: { S: 'p' }, sk: { S: 's' } }
// 3 + 3 + 4 bytes. The entry of its keys is as large; that of all of it is the item once more.
const indexed = { ...Key, by: { S: 'ab' } }
const own = 10

async function setUp(Projection: object): Promise<InProcess> {
  const server = inProcess({ store: openMemoryStore(), seed: 11 })
  const key = (range: string) => [
    { AttributeName: 'pk', KeyType: 'HASH' },
    { AttributeName: range, KeyType: 'RANGE' },
  ]
  await server.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'by'].map((name) => ({
      AttributeName: name,
      AttributeType: 'S',
    })),
    KeySchema: key('sk'),
    LocalSecondaryIndexes: [{ IndexName: 'by-by', KeySchema: key('by'), Projection }],
  })
  return server
}

const text = (bytes: number) => ({ S: 'x'.repeat(bytes) })

/** The attribute `v` that brings an item, whose rest has `rest` bytes, to that size. */
const filler = (bytes: number, rest: number) => text(bytes - rest - 1)

function setTo(value: object, more: object = {}) {
  return {
    TableName,
    Key,
    UpdateExpression: 'SET v = :v',
    ExpressionAttributeValues: { ':v': value },
    ...more,
  }
}

async function refusal(answer: Promise<Answer>): Promise<string> {
  try {
    await answer
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    return `${error.code}: ${JSON.stringify(error.members?.['CancellationReasons'] ?? error.message)}`.replaceAll(
      '"',
      '',
    )
  }
  return 'accepted'
}

test('whatever puts an item counts its entries in local indexes', async () => {
  const { call } = await setUp({ ProjectionType: 'KEYS_ONLY' })
  const ways: ((Item: object) => Promise<Answer>)[] = [
    (Item) => call('PutItem', { TableName, Item }),
    (Item) => call('BatchWriteItem', { RequestItems: { [TableName]: [{ PutRequest: { Item } }] } }),
    (Item) => call('TransactWriteItems', { TransactItems: [{ Put: { TableName, Item } }] }),
    async ({ v }: { v?: object }) => {
      await call('DeleteItem', { TableName, Key })
      const Statement = `INSERT INTO ${TableName} VALUE {'pk':'p','sk':'s','by':'ab','v':?}`
      return call('ExecuteStatement', { Statement, Parameters: [v] })
    },
  ]
  for (const way of ways) {
    await way({ ...indexed, v: filler(itemBytes - own, own) })
    assert.equal(
      await refusal(way({ ...indexed, v: filler(itemBytes - own + 1, own) })),
      tooLargeToPut,
    )
  }
})

test('whatever updates an item counts them, though the index does not hold what grows', async () => {
  const { call } = await setUp({ ProjectionType: 'KEYS_ONLY' })
  await call('PutItem', { TableName, Item: indexed })
  await call('UpdateItem', setTo(filler(itemBytes - own, own)))
  const above = filler(itemBytes - own + 1, own)
  const reason = `ValidationException: ${tooLargeAfter}`
  assert.equal(await refusal(call('UpdateItem', setTo(above))), reason)
  assert.equal(
    await refusal(call('TransactWriteItems', { TransactItems: [{ Update: setTo(above) }] })),
    `TransactionCanceledException: [{Code:ValidationError,Message:${tooLargeAfter}}]`,
  )
  const Statement = `UPDATE ${TableName} SET v = ? WHERE pk = 'p' AND sk = 's'`
  assert.equal(await refusal(call('ExecuteStatement', { Statement, Parameters: [above] })), reason)
  const legacy = { TableName, Key, AttributeUpdates: { v: { Value: above } } }
  assert.equal(await refusal(call('UpdateItem', legacy)), reason)
  await call('DeleteItem', { TableName, Key })
})

test('an item enters the index only while both fit', async () => {
  const { call } = await setUp({ ProjectionType: 'ALL' })
  const half = itemBytes / 2
  await call('PutItem', { TableName, Item: { ...Key, v: filler(half + 1, own) } })
  const enter = {
    TableName,
    Key,
    UpdateExpression: 'SET #by = :by',
    ExpressionAttributeNames: { '#by': 'by' },
    ExpressionAttributeValues: { ':by': { S: 'ab' } },
  }
  assert.match(await refusal(call('UpdateItem', enter)), /Item size to update/)
  await call('UpdateItem', setTo(filler(half, own)))
  await call('UpdateItem', enter)
  assert.match(await refusal(call('UpdateItem', setTo(filler(half + 1, own)))), /Item size to/)
  await call('UpdateItem', {
    ...setTo(filler(itemBytes, own - 4)),
    UpdateExpression: 'SET v = :v REMOVE #by',
    ExpressionAttributeNames: { '#by': 'by' },
  })
})

test('the size of a put is told before its condition, that of an update after it', async () => {
  const { call } = await setUp({ ProjectionType: 'ALL' })
  await call('PutItem', { TableName, Item: indexed })
  const never = { ConditionExpression: 'attribute_not_exists(pk)' }
  const put = { TableName, Item: { ...indexed, v: text(itemBytes / 2) }, ...never }
  assert.equal(await refusal(call('PutItem', put)), tooLargeToPut)
  assert.match(
    await refusal(call('UpdateItem', setTo(text(itemBytes / 2), never))),
    /^ConditionalCheckFailedException/,
  )
})
