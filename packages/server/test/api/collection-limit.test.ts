import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CreateTableCommand,
  DeleteItemCommand,
  DynamoDBClient,
  ItemCollectionSizeLimitExceededException,
  PutItemCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb'
import { loadConfig } from '../../src/app/config/index.ts'
import { makeEphemeralFoundation } from '../../src/app/foundation.ts'
import { startServer } from '../../src/app/server.ts'
import { silentLogger, systemClock, systemRandom } from '../../src/base/index.ts'

test('the SDK is told that an item collection is full, by the limit of the setting', async (t) => {
  const surroundings = { clock: systemClock, random: systemRandom, logger: silentLogger }
  const flags = { inMemory: 'true', port: '0', itemCollectionBytes: '1000' }
  const { config, secrets } = await loadConfig({ flags, env: {} })
  const foundation = await makeEphemeralFoundation(config, secrets, surroundings)
  const server = await startServer(config, foundation, surroundings)
  t.after(() => server.close())
  const { accessKeyId, secretAccessKey } = foundation.rootCredential
  const client = new DynamoDBClient({
    endpoint: server.endpoint,
    region: config.region,
    credentials: { accessKeyId, secretAccessKey: secretAccessKey.reveal().toString('utf8') },
    maxAttempts: 1,
    requestHandler: {
      httpsAgent: { ca: foundation.identity.authority ?? foundation.identity.certificate },
    },
  })
  t.after(() => {
    client.destroy()
  })

  const TableName = 'collected'
  const key = (range: string) => [
    { AttributeName: 'pk', KeyType: 'HASH' as const },
    { AttributeName: range, KeyType: 'RANGE' as const },
  ]
  await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: ['pk', 'sk', 'by'].map((AttributeName) => ({
        AttributeName,
        AttributeType: 'S' as const,
      })),
      KeySchema: key('sk'),
      LocalSecondaryIndexes: [
        { IndexName: 'by-by', KeySchema: key('by'), Projection: { ProjectionType: 'ALL' } },
      ],
    }),
  )
  const Put = (sk: string) => ({
    TableName,
    Item: { pk: { S: 'a' }, sk: { S: sk }, by: { S: 'b' }, x: { S: 'x'.repeat(400) } },
  })
  await client.send(new PutItemCommand(Put('1')))
  await assert.rejects(client.send(new PutItemCommand(Put('2'))), (error) => {
    assert.ok(error instanceof ItemCollectionSizeLimitExceededException)
    assert.equal(error.message, 'Item collection size limit of 10 GB exceeded.')
    assert.equal(error.$metadata.httpStatusCode, 400)
    return true
  })
  const transaction = new TransactWriteItemsCommand({ TransactItems: [{ Put: Put('2') }] })
  await assert.rejects(client.send(transaction), (error) => {
    assert.ok(error instanceof TransactionCanceledException)
    assert.deepEqual(error.CancellationReasons, [
      { Code: 'ItemCollectionSizeLimitExceeded', Message: 'Collection size exceeded.' },
    ])
    return true
  })
  await client.send(new DeleteItemCommand({ TableName, Key: { pk: { S: 'a' }, sk: { S: '1' } } }))
  await client.send(new PutItemCommand(Put('2')))
})
