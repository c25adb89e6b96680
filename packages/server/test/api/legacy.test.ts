import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  BatchGetItemCommand,
  ConditionalCheckFailedException,
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  ScanCommand,
  UpdateItemCommand,
  type AttributeValue,
  type AttributeValueUpdate,
  type ComparisonOperator,
  type ConditionalOperator,
  type ExpectedAttributeValue,
} from '@aws-sdk/client-dynamodb'
import { start, type Server } from '../../src/index.ts'

let server: Server
let client: DynamoDBClient

const TableName = 'legacy'
const S = (text: string): AttributeValue => ({ S: text })
const N = (number: number): AttributeValue => ({ N: String(number) })
const L = (...numbers: number[]): AttributeValue => ({ L: numbers.map(N) })
const when = (ComparisonOperator: ComparisonOperator, ...AttributeValueList: AttributeValue[]) => ({
  ComparisonOperator,
  AttributeValueList,
})

/** The item that conditions are asked of. */
const item: Record<string, AttributeValue> = {
  pk: S('p'),
  sk: S('1'),
  'a.b': S('hello'),
  n: N(3),
  b: { B: Uint8Array.from(Buffer.from('hi there')) },
  ns: { NS: ['2', '4'] },
  l: L(2, 4),
  yes: { BOOL: true },
  g: S('g'),
}

before(async () => {
  server = await start()
  client = new DynamoDBClient({ ...server.clientConfig, maxAttempts: 1 })
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'g'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S',
      })),
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'keys',
          KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'KEYS_ONLY' },
        },
      ],
    }),
  )
  await client.send(new PutItemCommand({ TableName, Item: item }))
  for (const sk of ['2', '3']) {
    await client.send(new PutItemCommand({ TableName, Item: { pk: S('p'), sk: S(sk), n: N(9) } }))
  }
})

after(async () => {
  client.destroy()
  await server.close()
})

const hello = (text: string) => ({ B: Uint8Array.from(Buffer.from(text)) })

/** Conditions on one attribute of the item, and whether it meets them. */
const comparisons: readonly [string, ReturnType<typeof when>, boolean][] = [
  ['n', when('EQ', N(3)), true],
  ['n', when('EQ', S('3')), false],
  ['yes', when('EQ', { BOOL: true }), true],
  ['l', when('EQ', L(2, 4)), true],
  ['ns', when('EQ', { NS: ['4', '2'] }), true],
  ['missing', when('EQ', N(3)), false],
  ['n', when('NE', N(3)), false],
  ['n', when('NE', S('3')), true],
  ['missing', when('NE', N(3)), true],
  ['n', when('LE', N(3)), true],
  ['n', when('LT', N(3)), false],
  ['n', when('GT', S('1')), false],
  ['missing', when('GE', N(0)), false],
  ['n', when('NULL'), false],
  ['missing', when('NULL'), true],
  ['n', when('NOT_NULL'), true],
  ['missing', when('NOT_NULL'), false],
  ['a.b', when('CONTAINS', S('ell')), true],
  ['a.b', when('CONTAINS', N(1)), false],
  ['ns', when('CONTAINS', N(4)), true],
  ['l', when('CONTAINS', N(4)), true],
  ['b', when('CONTAINS', hello('here')), true],
  ['missing', when('CONTAINS', N(4)), false],
  ['a.b', when('NOT_CONTAINS', S('dog')), true],
  ['a.b', when('NOT_CONTAINS', S('ell')), false],
  ['a.b', when('NOT_CONTAINS', N(1)), true],
  ['n', when('NOT_CONTAINS', N(3)), true],
  ['l', when('NOT_CONTAINS', N(4)), false],
  ['missing', when('NOT_CONTAINS', N(4)), false],
  ['a.b', when('BEGINS_WITH', S('hell')), true],
  ['n', when('BEGINS_WITH', S('3')), false],
  ['b', when('BEGINS_WITH', hello('hi')), true],
  ['n', when('IN', N(1), N(3)), true],
  ['ns', when('IN', N(2)), false],
  ['n', when('BETWEEN', N(3), N(4)), true],
  ['missing', when('BETWEEN', N(0), N(100)), false],
]

async function meets(
  Expected: Record<string, ExpectedAttributeValue>,
  operator?: ConditionalOperator,
): Promise<boolean> {
  const conditions = { Expected, ...(operator ? { ConditionalOperator: operator } : {}) }
  try {
    await client.send(new PutItemCommand({ TableName, Item: item, ...conditions }))
    return true
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException) return false
    throw error
  }
}

test('every operator means the same in Expected, QueryFilter and ScanFilter', async () => {
  for (const [name, condition, holds] of comparisons) {
    const told = `${name} ${condition.ComparisonOperator}`
    const filter = { [name]: condition, sk2: when('NULL') }
    const query = await client.send(
      new QueryCommand({
        TableName,
        KeyConditions: { pk: when('EQ', S('p')), sk: when('EQ', S('1')) },
        QueryFilter: filter,
      }),
    )
    const scan = await client.send(
      new ScanCommand({ TableName, ScanFilter: { ...filter, sk: when('EQ', S('1')) } }),
    )
    assert.equal(await meets({ [name]: condition }), holds, `Expected ${told}`)
    assert.equal(query.Count, holds ? 1 : 0, `QueryFilter ${told}`)
    assert.equal(query.ScannedCount, 1)
    assert.equal(scan.Count, holds ? 1 : 0, `ScanFilter ${told}`)
  }
})

test('Value and Exists ask for a value or for none; conditions join by AND or OR', async () => {
  assert.equal(await meets({ n: { Value: N(3) } }), true)
  assert.equal(await meets({ n: { Exists: true, Value: N(4) } }), false)
  assert.equal(await meets({ missing: { Exists: false } }), true)
  assert.equal(await meets({ n: { Exists: false } }), false)
  assert.equal(await meets({}), true)
  assert.equal(await meets({ n: when('LT', N(4)), yes: { Value: S('x') } }), false)
  assert.equal(await meets({ n: when('LT', N(4)), yes: { Value: S('x') } }, 'AND'), false)
  assert.equal(await meets({ n: when('LT', N(4)), yes: { Value: S('x') } }, 'OR'), true)
  assert.equal(await meets({ n: when('GT', N(4)), yes: { Value: S('x') } }, 'OR'), false)
})

test('a failed expectation can return the item, and guards deletes too', async () => {
  const Key = { pk: S('guarded'), sk: S('1') }
  await client.send(new PutItemCommand({ TableName, Item: { ...Key, n: N(1) } }))
  const remove = (value: number) =>
    client.send(
      new DeleteItemCommand({
        TableName,
        Key,
        Expected: { n: { Value: N(value) } },
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    )
  await assert.rejects(remove(2), (error: unknown) => {
    assert.ok(error instanceof ConditionalCheckFailedException)
    assert.deepEqual(error.Item, { ...Key, n: N(1) })
    return true
  })
  await remove(1)
  assert.equal((await client.send(new GetItemCommand({ TableName, Key }))).Item, undefined)
})

async function update(sk: string, updates: Record<string, AttributeValueUpdate>) {
  const { Attributes } = await client.send(
    new UpdateItemCommand({
      TableName,
      Key: { pk: S('u'), sk: S(sk) },
      AttributeUpdates: updates,
      ReturnValues: 'UPDATED_NEW',
    }),
  )
  return Attributes
}

test('AttributeUpdates put, add to and delete from whole attributes', async () => {
  const put = await update('1', {
    'a.b': { Value: S('x') },
    n: { Action: 'ADD', Value: N(2) },
    ns: { Action: 'ADD', Value: { NS: ['1'] } },
    l: { Action: 'ADD', Value: L(1) },
  })
  assert.deepEqual(put, { 'a.b': S('x'), n: N(2), ns: { NS: ['1'] }, l: L(1) })
  const added = await update('1', {
    n: { Action: 'ADD', Value: N(-5) },
    ns: { Action: 'ADD', Value: { NS: ['1', '2'] } },
    l: { Action: 'ADD', Value: L(1, 2) },
    'a.b': { Action: 'DELETE' },
    none: { Action: 'DELETE', Value: { SS: ['x'] } },
  })
  assert.deepEqual({ ...added, ns: undefined }, { n: N(-3), ns: undefined, l: L(1, 1, 2) })
  assert.deepEqual(new Set(added?.['ns']?.NS), new Set(['1', '2']))
  assert.deepEqual(await update('1', { ns: { Action: 'DELETE', Value: { NS: ['1'] } } }), {
    ns: { NS: ['2'] },
  })
  await update('1', { ns: { Action: 'DELETE', Value: { NS: ['2'] } } })
  const Key = { pk: S('u'), sk: S('1') }
  const { Item } = await client.send(new GetItemCommand({ TableName, Key }))
  assert.deepEqual(Item, { ...Key, n: N(-3), l: L(1, 1, 2) })
})

test('AttributeUpdates that only delete create no item; no updates create one', async () => {
  const at = (sk: string) => ({ TableName, Key: { pk: S('u'), sk: S(sk) } })
  await update('2', { a: { Action: 'DELETE' }, s: { Action: 'DELETE', Value: { SS: ['x'] } } })
  assert.equal((await client.send(new GetItemCommand(at('2')))).Item, undefined)
  await update('3', {})
  assert.deepEqual((await client.send(new GetItemCommand(at('3')))).Item, at('3').Key)
})

test('AttributesToGet takes whole attributes, whatever their names hold', async () => {
  const Key = { pk: S('p'), sk: S('1') }
  const AttributesToGet = ['a.b', 'n', 'missing']
  const projected = { 'a.b': S('hello'), n: N(3) }
  const got = await client.send(new GetItemCommand({ TableName, Key, AttributesToGet }))
  assert.deepEqual(got.Item, projected)
  const batch = await client.send(
    new BatchGetItemCommand({ RequestItems: { [TableName]: { Keys: [Key], AttributesToGet } } }),
  )
  assert.deepEqual(batch.Responses?.[TableName], [projected])
  const scan = await client.send(
    new ScanCommand({ TableName, AttributesToGet, ScanFilter: { n: when('EQ', N(3)) } }),
  )
  assert.deepEqual(scan.Items, [projected])
  const index = { TableName, IndexName: 'keys', KeyConditions: { g: when('EQ', S('g')) } }
  await assert.rejects(client.send(new QueryCommand({ ...index, AttributesToGet: ['n'] })), {
    message:
      'One or more parameter values were invalid: Global secondary index keys does not project [n]',
  })
})

test('KeyConditions name a range and go with expressions', async () => {
  const query = async (
    sk: ReturnType<typeof when> | undefined,
    more: Partial<QueryCommand['input']> = {},
  ) => {
    const KeyConditions = { pk: when('EQ', S('p')), ...(sk ? { sk } : {}) }
    const { Items = [] } = await client.send(
      new QueryCommand({ TableName, KeyConditions, ...more }),
    )
    return Items.map((found) => found['sk']?.S).join('')
  }
  assert.equal(await query(undefined), '123')
  assert.equal(await query(when('LE', S('2'))), '12')
  assert.equal(await query(when('LT', S('2'))), '1')
  assert.equal(await query(when('GE', S('2'))), '23')
  assert.equal(await query(when('GT', S('2'))), '3')
  assert.equal(await query(when('BEGINS_WITH', S('2'))), '2')
  assert.equal(await query(when('BETWEEN', S('2'), S('3'))), '23')
  assert.equal(await query(undefined, { ScanIndexForward: false, Limit: 2 }), '32')
  const nine = { FilterExpression: 'n = :n', ExpressionAttributeValues: { ':n': N(9) } }
  assert.equal(await query(undefined, nine), '23')
  assert.equal(await query(undefined, { ProjectionExpression: 'sk' }), '123')
})
