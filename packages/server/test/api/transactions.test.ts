import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  PutItemCommand,
  TransactGetItemsCommand,
  TransactionCanceledException,
  TransactionConflictException,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import { start, type Server } from '../../src/index.ts'

let server: Server
let client: DynamoDBClient

before(async () => {
  server = await start()
  client = new DynamoDBClient(server.clientConfig)
  for (const TableName of ['accounts', 'ledger']) {
    await client.send(
      new CreateTableCommand({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      }),
    )
  }
})

after(async () => {
  client.destroy()
  await server.close()
})

function put(TableName: string, id: string, n: number): PutItemCommand {
  return new PutItemCommand({ TableName, Item: { id: { S: id }, n: { N: String(n) } } })
}

async function numberAt(TableName: string, id: string): Promise<string | undefined> {
  const { Item } = await client.send(new GetItemCommand({ TableName, Key: { id: { S: id } } }))
  return Item?.['n']?.N
}

function add(TableName: string, id: string, amount: number) {
  return {
    Update: {
      TableName,
      Key: { id: { S: id } },
      UpdateExpression: 'ADD n :amount',
      ExpressionAttributeValues: { ':amount': { N: String(amount) } },
    },
  }
}

test('writes across tables happen all or none, with a reason per action', async () => {
  await client.send(put('accounts', 'a', 10))
  const failing = client.send(
    new TransactWriteItemsCommand({
      TransactItems: [
        { Put: { TableName: 'ledger', Item: { id: { S: 'entry' } } } },
        {
          ConditionCheck: {
            TableName: 'accounts',
            Key: { id: { S: 'a' } },
            ConditionExpression: 'n > :most',
            ExpressionAttributeValues: { ':most': { N: '10' } },
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        },
      ],
    }),
  )
  await assert.rejects(failing, (error: unknown) => {
    assert.ok(error instanceof TransactionCanceledException)
    assert.equal(
      error.message,
      'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
    )
    assert.deepEqual(error.CancellationReasons?.[1]?.Item, { id: { S: 'a' }, n: { N: '10' } })
    return true
  })
  assert.equal(await numberAt('ledger', 'entry'), undefined)
  await client.send(
    new TransactWriteItemsCommand({
      TransactItems: [add('accounts', 'a', -5), add('ledger', 'entry', 5)],
    }),
  )
  assert.equal(await numberAt('accounts', 'a'), '5')
  assert.equal(await numberAt('ledger', 'entry'), '5')
})

test('two actions on one item are refused', async () => {
  await assert.rejects(
    client.send(
      new TransactWriteItemsCommand({
        TransactItems: [add('accounts', 'twice', 1), add('accounts', 'twice', 1)],
      }),
    ),
    { message: 'Transaction request cannot include multiple operations on one item' },
  )
})

test('a request token makes a transaction happen once', async () => {
  const once = {
    ClientRequestToken: 'token-1',
    TransactItems: [add('accounts', 'once', 1)],
  }
  await client.send(new TransactWriteItemsCommand(once))
  await client.send(new TransactWriteItemsCommand(once))
  assert.equal(await numberAt('accounts', 'once'), '1')
  await assert.rejects(
    client.send(
      new TransactWriteItemsCommand({ ...once, TransactItems: [add('accounts', 'once', 2)] }),
    ),
    { name: 'IdempotentParameterMismatchException' },
  )
})

test('transfers under contention keep the sum, as every transactional read sees it', async () => {
  const ids = ['x', 'y', 'z']
  for (const id of ids) await client.send(put('accounts', id, 100))
  const sum = async (): Promise<number> => {
    const { Responses } = await client.send(
      new TransactGetItemsCommand({
        TransactItems: ids.map((id) => ({
          Get: { TableName: 'accounts', Key: { id: { S: id } } },
        })),
      }),
    )
    return (Responses ?? []).reduce((total, { Item }) => total + Number(Item?.['n']?.N), 0)
  }
  // The service refuses writers that meet a transaction; they try again.
  const persistently = async (send: () => Promise<unknown>): Promise<void> => {
    for (;;) {
      try {
        await send()
        return
      } catch (error) {
        const met =
          error instanceof TransactionConflictException ||
          (error instanceof TransactionCanceledException &&
            error.CancellationReasons?.some(({ Code }) => Code === 'TransactionConflict'))
        if (met !== true) throw error
      }
    }
  }
  const transfers = Array.from({ length: 60 }, (_, round) =>
    persistently(() =>
      client.send(
        new TransactWriteItemsCommand({
          TransactItems: [
            add('accounts', ids[round % 3] ?? '', -1),
            add('accounts', ids[(round + 1) % 3] ?? '', 1),
          ],
        }),
      ),
    ),
  )
  const singles = Array.from({ length: 20 }, () =>
    persistently(() =>
      client.send(
        new UpdateItemCommand({
          TableName: 'accounts',
          Key: { id: { S: 'x' } },
          UpdateExpression: 'SET seen = :yes',
          ExpressionAttributeValues: { ':yes': { BOOL: true } },
        }),
      ),
    ),
  )
  for (let look = 0; look < 10; look++) assert.equal(await sum(), 300)
  await Promise.all([...transfers, ...singles])
  assert.equal(await sum(), 300)
})

test('capacity is counted twice', async () => {
  const { ConsumedCapacity } = await client.send(
    new TransactWriteItemsCommand({
      TransactItems: [add('accounts', 'capacity', 1), add('accounts', 'capacity2', 1)],
      ReturnConsumedCapacity: 'TOTAL',
    }),
  )
  assert.deepEqual(ConsumedCapacity, [
    { TableName: 'accounts', CapacityUnits: 4, WriteCapacityUnits: 4 },
  ])
})
