import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { inProcess } from '../properties/in-process.ts'
import { Consumer } from '../streams/consumer.ts'

test('the record of an expired item names the service, that of a deletion nobody', async (t) => {
  const store = openMemoryStore()
  const server = inProcess({ store, seed: 11 })
  t.after(() => server.engine.stop())
  const TableName = 'expiring'
  const { TableDescription } = await server.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'OLD_IMAGE' },
  })
  const { LatestStreamArn } = TableDescription as { LatestStreamArn: string }
  await server.call('UpdateTimeToLive', {
    TableName,
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'at' },
  })
  const deleted = { pk: { S: 'deleted' } }
  const expired = { pk: { S: 'expired' }, at: { N: String(Math.floor(Date.now() / 1000) - 60) } }
  await server.call('PutItem', { TableName, Item: deleted })
  await server.call('DeleteItem', { TableName, Key: deleted })
  await server.call('PutItem', { TableName, Item: expired })

  const consumer = new Consumer(server, LatestStreamArn)
  while (
    !consumer.records.some(
      ({ dynamodb }) => dynamodb.Keys['pk']?.['S'] === 'expired' && dynamodb.OldImage,
    )
  ) {
    await consumer.drain()
    // The sweep runs when it is due; nothing tells of it but the stream.
    await sleep(20)
  }
  const removals = consumer.records.filter(({ eventName }) => eventName === 'REMOVE')
  assert.deepEqual(
    removals.map(({ dynamodb, userIdentity }) => [dynamodb.OldImage, userIdentity]),
    [
      [deleted, undefined],
      [expired, { Type: 'Service', PrincipalId: 'dynamodb.amazonaws.com' }],
    ],
  )
})
