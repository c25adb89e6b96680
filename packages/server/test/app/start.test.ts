import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  CreateTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import { start } from '../../src/index.ts'

test('start gives a server that the SDK reaches with one line, over TLS', async () => {
  const server = await start({ region: 'eu-central-1' })
  const client = new DynamoDBClient(server.clientConfig)
  try {
    assert.match(server.endpoint, /^https:\/\/127\.0\.0\.1:\d+$/)
    await client.send(
      new CreateTableCommand({
        TableName: 'Music',
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'Artist', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'Artist', KeyType: 'HASH' }],
      }),
    )
    const Item = { Artist: { S: 'Nina Simone' }, Year: { N: '1965' } }
    await client.send(new PutItemCommand({ TableName: 'Music', Item }))
    const Key = { Artist: { S: 'Nina Simone' } }
    const found = await client.send(new GetItemCommand({ TableName: 'Music', Key }))
    assert.deepEqual(found.Item, Item)
  } finally {
    client.destroy()
    await server.close()
  }
})

test('two servers share nothing, and each refuses the credentials of the other', async () => {
  const [one, two] = await Promise.all([start(), start()])
  const stranger = new DynamoDBClient({
    ...one.clientConfig,
    credentials: two.clientConfig.credentials,
  })
  const distrustful = new DynamoDBClient({
    ...one.clientConfig,
    requestHandler: two.clientConfig.requestHandler,
    maxAttempts: 1,
  })
  try {
    await assert.rejects(stranger.send(new ListTablesCommand()), {
      name: 'UnrecognizedClientException',
    })
    await assert.rejects(distrustful.send(new ListTablesCommand()), /certificate/)
  } finally {
    stranger.destroy()
    distrustful.destroy()
    await Promise.all([one.close(), two.close()])
  }
})

test('given credentials are those of the server, and wrong ones are refused at once', async () => {
  const credentials = {
    accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
    secretAccessKey: 'a-secret-of-the-test',
  }
  const server = await start({ credentials })
  assert.deepEqual(server.clientConfig.credentials, credentials)
  await server.close()
  await server.close()
  await assert.rejects(
    start({ credentials: { ...credentials, secretAccessKey: 'short' } }),
    /16 to 128/,
  )
  await assert.rejects(start({ accountId: '1' }), /12 digits/)
})

test('a closed server leaves nothing that keeps the process alive', async () => {
  const before = process
    .getActiveResourcesInfo()
    .filter((name) => /TCP|Timeout|Worker/.test(name)).length
  const server = await start()
  await server.close()
  await new Promise((resolve) => setImmediate(resolve))
  const after = process
    .getActiveResourcesInfo()
    .filter((name) => /TCP|Timeout|Worker/.test(name)).length
  assert.ok(after <= before, `${String(before)} → ${process.getActiveResourcesInfo().join(' ')}`)
})
