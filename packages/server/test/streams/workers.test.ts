import assert from 'node:assert/strict'
import { test } from 'node:test'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startServerProcess } from '../crash/server-process.ts'
import { WireError, type WireClient } from '../robustness/wire-client.ts'

const onLinux = { skip: process.platform !== 'linux' && 'workers share a port on Linux only' }
const TableName = 'shared'

async function call(client: WireClient, operation: string, input: object) {
  const target = `DynamoDBStreams_20120810.${operation}`
  const reply = await client.post(target, JSON.stringify(input))
  if (reply.status !== 200 || reply.json === undefined) throw new WireError(operation, reply)
  return reply.json
}

test(
  'any of several processes answers for a stream: iterators and records of all',
  onLinux,
  async (t) => {
    const directory = await mkdtemp(join(tmpdir(), 'strongroom-streams-'))
    const server = await startServerProcess({ directory, args: ['--workers', '2'] })
    // A client of its own has a connection of its own, which goes to the next worker.
    const clients = Array.from({ length: 4 }, () => server.client())
    t.after(async () => {
      for (const client of clients) client.close()
      await server.end('SIGKILL')
      await rm(directory, { recursive: true, maxRetries: 5 })
    })
    const [first] = clients
    assert.ok(first)
    const { TableDescription } = await first.call('CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
    })
    const StreamArn = (TableDescription as { LatestStreamArn: string }).LatestStreamArn
    const { StreamDescription } = await call(first, 'DescribeStream', { StreamArn })
    const ShardId = (StreamDescription as { Shards: { ShardId: string }[] }).Shards[0]?.ShardId
    const begin = { StreamArn, ShardId, ShardIteratorType: 'TRIM_HORIZON' }
    let ShardIterator = (await call(first, 'GetShardIterator', begin))['ShardIterator']
    for (let n = 0; n < 12; n++) {
      const id = { S: String(n) }
      await clients[n % 4]?.call('PutItem', { TableName, Item: { id } })
      const reader = clients[(n * 3 + 1) % 4]
      assert.ok(reader)
      const answer = await call(reader, 'GetRecords', { ShardIterator })
      const records = answer['Records'] as { dynamodb: { Keys: object } }[]
      assert.deepEqual(
        records.map(({ dynamodb }) => dynamodb.Keys),
        [{ id }],
      )
      ShardIterator = answer['NextShardIterator']
    }
  },
)
