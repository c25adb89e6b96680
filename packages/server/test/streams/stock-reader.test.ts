import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import type { Readable } from 'node:stream'
import { test } from 'node:test'
import { CreateTableCommand, DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb'
import { DynamoDBStreams, type _Record } from '@aws-sdk/client-dynamodb-streams'
import { start } from '../../src/index.ts'

type StockReader = (
  client: DynamoDBStreams,
  arn: string,
  options: { readonly readInterval: number; readonly limit: number },
) => Readable & { close(): void }

/** A reader from the registry, which knows nothing of this server. */
const readStream = createRequire(import.meta.url)('dynamodb-streams-readable') as StockReader

test('a stock reader of streams gets every change in order', async (t) => {
  const server = await start()
  const client = new DynamoDBClient(server.clientConfig)
  const streams = new DynamoDBStreams(server.clientConfig)
  t.after(async () => {
    client.destroy()
    streams.destroy()
    await server.close()
  })
  const TableName = 'stock'
  const { TableDescription } = await client.send(
    new CreateTableCommand({
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_IMAGE' },
    }),
  )
  const put = (n: number): Promise<unknown> =>
    client.send(new PutItemCommand({ TableName, Item: { id: { N: String(n) } } }))
  const count = 25
  for (let n = 0; n < 10; n++) await put(n)

  const seen: (string | undefined)[] = []
  const checkpoints: string[] = []
  const arn = TableDescription?.LatestStreamArn ?? ''
  const reader = readStream(streams, arn, { readInterval: 1, limit: 4 })
  reader.on('checkpoint', (sequence: string) => checkpoints.push(sequence))
  const ended = new Promise<void>((resolve, reject) => {
    reader.on('error', reject)
    reader.on('end', resolve)
    reader.on('data', (records: _Record[]) => {
      seen.push(...records.map(({ dynamodb }) => dynamodb?.NewImage?.['id']?.N))
      if (seen.length === count) reader.close()
    })
  })
  for (let n = 10; n < count; n++) await put(n)
  await ended
  assert.deepEqual(
    seen,
    Array.from({ length: count }, (_, n) => String(n)),
  )
  assert.deepEqual([...checkpoints].sort(), checkpoints)
})
