import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CreateTableCommand,
  DeleteTableCommand,
  DescribeTableCommand,
  DynamoDBClient,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  DescribeStreamCommand,
  DynamoDBStreamsClient,
  ExpiredIteratorException,
  GetRecordsCommand,
  GetShardIteratorCommand,
  ListStreamsCommand,
  ResourceNotFoundException,
} from '@aws-sdk/client-dynamodb-streams'
import { start, type Server } from '../../src/index.ts'

const TableName = 'streamed'
let server: Server
let client: DynamoDBClient
let streams: DynamoDBStreamsClient
let StreamArn: string

before(async () => {
  server = await start()
  client = new DynamoDBClient(server.clientConfig)
  streams = new DynamoDBStreamsClient(server.clientConfig)
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
    }),
  )
  StreamArn = TableDescription?.LatestStreamArn ?? ''
})

after(async () => {
  client.destroy()
  streams.destroy()
  await server.close()
})

function put(id: string): Promise<unknown> {
  return client.send(new PutItemCommand({ TableName, Item: { id: { S: id } } }))
}

async function iterator(ShardIteratorType: 'LATEST' | 'TRIM_HORIZON'): Promise<string> {
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
  const ShardId = StreamDescription?.Shards?.[0]?.ShardId
  const { ShardIterator } = await streams.send(
    new GetShardIteratorCommand({ StreamArn, ShardId, ShardIteratorType }),
  )
  return ShardIterator ?? ''
}

test('the table tells of its stream, and the stream of its table', async () => {
  const { Table } = await client.send(new DescribeTableCommand({ TableName }))
  assert.deepEqual(Table?.StreamSpecification, {
    StreamEnabled: true,
    StreamViewType: 'NEW_AND_OLD_IMAGES',
  })
  assert.equal(Table.LatestStreamArn, StreamArn)
  assert.equal(StreamArn, `${Table.TableArn ?? ''}/stream/${Table.LatestStreamLabel ?? ''}`)
  const { StreamDescription } = await streams.send(new DescribeStreamCommand({ StreamArn }))
  assert.equal(StreamDescription?.StreamStatus, 'ENABLED')
  assert.equal(StreamDescription.TableName, TableName)
  assert.deepEqual(StreamDescription.KeySchema, [{ AttributeName: 'id', KeyType: 'HASH' }])
  assert.ok(StreamDescription.CreationRequestDateTime instanceof Date)
  const { Streams } = await streams.send(new ListStreamsCommand({ TableName }))
  assert.deepEqual(Streams, [{ StreamArn, TableName, StreamLabel: Table.LatestStreamLabel }])
})

test('a client of the SDK reads each change at once', async (t) => {
  let ShardIterator = await iterator('LATEST')
  const delays: number[] = []
  for (let n = 0; n < 50; n++) {
    await put(`delay ${String(n)}`)
    const committed = performance.now()
    const answer = await streams.send(new GetRecordsCommand({ ShardIterator }))
    delays.push(performance.now() - committed)
    assert.equal(answer.Records?.length, 1)
    assert.deepEqual(answer.Records[0]?.dynamodb?.NewImage, { id: { S: `delay ${String(n)}` } })
    assert.ok(answer.Records[0].dynamodb.ApproximateCreationDateTime instanceof Date)
    ShardIterator = answer.NextShardIterator ?? ''
  }
  delays.sort((a, b) => a - b)
  const ms = (at: number): string => (delays[at] ?? 0).toFixed(1)
  t.diagnostic(`from the answer of a write to its record: median ${ms(25)} ms, most ${ms(49)} ms`)
})

test('pages of streams', async () => {
  const names = ['page-a', 'page-b', 'page-c']
  for (const name of names) {
    await client.send(
      new CreateTableCommand({
        TableName: name,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
        StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
      }),
    )
  }
  await client.send(new DeleteTableCommand({ TableName: 'page-b' }))
  const found: (string | undefined)[] = []
  let ExclusiveStartStreamArn: string | undefined
  do {
    const page = await streams.send(new ListStreamsCommand({ Limit: 1, ExclusiveStartStreamArn }))
    found.push(...(page.Streams ?? []).map((stream) => stream.TableName))
    ExclusiveStartStreamArn = page.LastEvaluatedStreamArn
  } while (ExclusiveStartStreamArn !== undefined)
  assert.deepEqual(found, [...names, TableName])
})

test('errors arrive as the exceptions of the SDK', async () => {
  const unknown = StreamArn.replace(/\d{4}-/, '1999-')
  await assert.rejects(
    streams.send(new DescribeStreamCommand({ StreamArn: unknown })),
    (error: unknown) => {
      assert.ok(error instanceof ResourceNotFoundException)
      assert.equal(error.message, `Requested resource not found: Stream: ${unknown} not found`)
      return true
    },
  )
  const held = await iterator('TRIM_HORIZON')
  await assert.rejects(
    streams.send(new GetRecordsCommand({ ShardIterator: `${held.slice(0, -8)}AAAAAAAA` })),
    (error: unknown) => {
      assert.ok(error instanceof Error && !(error instanceof ExpiredIteratorException))
      assert.equal(error.name, 'ValidationException')
      return true
    },
  )
  await assert.rejects(
    streams.send(new DescribeStreamCommand({ StreamArn: 'arn' })),
    /1 validation error detected: Value 'arn' at 'streamArn' failed to satisfy constraint: Member must have length greater than or equal to 37/,
  )
})
