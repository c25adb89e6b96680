import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '../../src/base/index.ts'
import { tableDelays } from '../../src/engine/index.ts'
import { space } from '../../src/engine/rows/spaces.ts'
import { Consumer, shardsOf } from './consumer.ts'
import { create, day, iterator, put, read, rowsOf, setUp, TableName } from './set-up.ts'

test('a shard is closed after four hours, and its child goes on', async (t) => {
  const { server, pass } = setUp(t)
  const arn = await create(server)
  await put(server, 'a', 1)
  const begun = await iterator(server, arn, 'LATEST')
  await pass(limits.streamShardMs + 2 * limits.streamRotateEveryMs)
  const [parent, child, ...others] = await shardsOf(server, arn)
  assert.deepEqual(others, [])
  assert.ok(parent && child)
  assert.equal(child.ParentShardId, parent.ShardId)
  const end = parent.SequenceNumberRange.EndingSequenceNumber
  assert.ok(end !== undefined && end > parent.SequenceNumberRange.StartingSequenceNumber)
  assert.equal(child.SequenceNumberRange.EndingSequenceNumber, undefined)
  await assert.rejects(read(server, begun), { code: 'ExpiredIteratorException' })
  const last = await read(server, await iterator(server, arn, 'TRIM_HORIZON'))
  assert.equal(last.Records.length, 1)
  assert.equal(last.NextShardIterator, undefined)
  const { StreamDescription } = await server.call('DescribeStream', {
    StreamArn: arn,
    ShardFilter: { Type: 'CHILD_SHARDS', ShardId: parent.ShardId },
  })
  assert.deepEqual(
    (StreamDescription as { Shards: { ShardId: string }[] }).Shards.map(({ ShardId }) => ShardId),
    [child.ShardId],
  )
})

test('records are kept for a day, and what is removed is reported', async (t) => {
  const { server, clock, pass, store } = setUp(t)
  const arn = await create(server)
  await put(server, 'a', 1)
  const { Records } = await read(server, await iterator(server, arn, 'TRIM_HORIZON'))
  const first = Records[0]?.dynamodb.SequenceNumber
  // Before the background had its turn: what is too old is not shown.
  const [shard] = await shardsOf(server, arn)
  clock.pass(day)
  await put(server, 'a', 2)
  const horizon = await read(server, await iterator(server, arn, 'TRIM_HORIZON'))
  assert.deepEqual(
    horizon.Records.map(({ dynamodb }) => dynamodb.NewImage?.['n']),
    [{ N: '2' }],
  )
  const trimmed = { code: 'TrimmedDataAccessException' }
  await assert.rejects(iterator(server, arn, 'AT_SEQUENCE_NUMBER', first), trimmed)
  assert.equal(
    (await read(server, await iterator(server, arn, 'AFTER_SEQUENCE_NUMBER', first))).Records
      .length,
    1,
  )

  await pass(limits.streamTrimEveryMs)
  await assert.rejects(iterator(server, arn, 'AT_SEQUENCE_NUMBER', first), trimmed)
  await pass(day)
  const shards = await shardsOf(server, arn)
  assert.ok(!shards.some(({ ShardId }) => ShardId === shard?.ShardId), 'the shard is gone')
  assert.ok(shards.length >= 6 && shards.length <= 8)
  await pass(day)
  // An end for each closed shard and no record.
  assert.equal(await rowsOf(store, space.log), (await shardsOf(server, arn)).length - 1)
})

test('a stream that is disabled stays for a day; enabling makes a new one', async (t) => {
  const { server, pass, store } = setUp(t)
  const arn = await create(server)
  await put(server, 'a', 1)
  const update = (StreamSpecification: object) =>
    server.call('UpdateTable', { TableName, StreamSpecification })
  await pass(1000)
  await update({ StreamEnabled: false })
  await put(server, 'a', 2)
  const { Table } = await server.call('DescribeTable', { TableName })
  const described = Table as Record<string, unknown>
  assert.equal(described['StreamSpecification'], undefined)
  assert.equal(described['LatestStreamArn'], arn)
  const { StreamDescription } = await server.call('DescribeStream', { StreamArn: arn })
  assert.equal((StreamDescription as { StreamStatus: string }).StreamStatus, 'DISABLED')
  assert.equal((await new Consumer(server, arn).drain()).length, 1)

  await update({ StreamEnabled: true, StreamViewType: 'KEYS_ONLY' })
  await put(server, 'a', 3)
  const { Streams } = await server.call('ListStreams', { TableName })
  const arns = (Streams as { StreamArn: string }[]).map(({ StreamArn }) => StreamArn)
  assert.equal(arns.length, 2)
  assert.equal(arns[0], arn)
  assert.equal((await new Consumer(server, arns[1] ?? '').drain()).length, 1)
  assert.equal((await new Consumer(server, arn).drain()).length, 1)

  await pass(day)
  await assert.rejects(server.call('DescribeStream', { StreamArn: arn }), {
    code: 'ResourceNotFoundException',
    message: `Requested resource not found: Stream: ${arn} not found`,
  })
  await update({ StreamEnabled: false })
  await pass(day + limits.streamTrimEveryMs)
  assert.equal(await rowsOf(store, space.log), 0)
  assert.equal(await rowsOf(store, space.streams), 0)
})

test('the stream of a deleted table stays readable for a day, then nothing is left', async (t) => {
  const { server, pass, store } = setUp(t)
  const arn = await create(server)
  await put(server, 'a', 1)
  await server.call('DeleteTable', { TableName })
  await pass(1000)
  const again = await create(server)
  await put(server, 'a', 2)
  const records = await new Consumer(server, arn).drain()
  assert.deepEqual(
    records.map(({ dynamodb }) => dynamodb.NewImage?.['n']),
    [{ N: '1' }],
  )
  assert.equal((await new Consumer(server, again).drain()).length, 1)
  await server.call('DeleteTable', { TableName })
  await pass(day - 2000)
  assert.equal((await new Consumer(server, again).drain()).length, 1)
  await pass(2000 + 2 * limits.streamTrimEveryMs)
  await assert.rejects(server.call('DescribeStream', { StreamArn: again }), {
    code: 'ResourceNotFoundException',
  })
  assert.equal(await rowsOf(store, space.log), 0)
  assert.equal(await rowsOf(store, space.streams), 0)
})

test('iterators live for a quarter of an hour and belong to their stream', async (t) => {
  const { server, clock } = setUp(t)
  const arn = await create(server)
  const held = await iterator(server, arn, 'TRIM_HORIZON')
  clock.pass(limits.shardIteratorMs)
  await read(server, held)
  clock.pass(1)
  await assert.rejects(read(server, held), {
    code: 'ExpiredIteratorException',
    message: 'Shard iterator has expired',
  })
  const fresh = await iterator(server, arn, 'TRIM_HORIZON')
  await assert.rejects(read(server, fresh.replace('streamed', 'steamed!')), {
    code: 'ValidationException',
  })
  await assert.rejects(read(server, fresh.replace('streamed', 'other')), {
    code: 'ValidationException',
  })
})

test('a stream takes its time to be enabled and disabled where tables do, and ends with its table', async (t) => {
  const ms = 5000
  const { server, pass } = setUp(t, 1, { delays: tableDelays(ms) })
  const arn = await create(server)
  const status = async (StreamArn: string): Promise<string> => {
    const { StreamDescription } = await server.call('DescribeStream', { StreamArn })
    return (StreamDescription as { StreamStatus: string }).StreamStatus
  }
  const tableStatus = async (): Promise<unknown> => {
    const { Table } = await server.call('DescribeTable', { TableName })
    return (Table as Record<string, unknown>)['TableStatus']
  }
  const inUse = 'Attempt to change a resource which is still in use: '
  const running = (label: string, operation: string) =>
    `Table: ${TableName} Stream: ${label} Operation: ${operation}`
  const update = (input: object) => server.call('UpdateTable', { TableName, ...input })
  assert.equal(await status(arn), 'ENABLING')
  await pass(ms)
  assert.equal(await status(arn), 'ENABLED')

  await update({ StreamSpecification: { StreamEnabled: false } })
  assert.equal(await status(arn), 'DISABLING')
  assert.equal(await tableStatus(), 'UPDATING')
  await put(server, 'a', 1)
  const label = arn.slice(arn.lastIndexOf('/') + 1)
  for (const [input, message] of [
    [
      { StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' } },
      `A stream status change is currently in progress. ${running(label, 'DISABLE')}`,
    ],
    [
      { TableClass: 'STANDARD_INFREQUENT_ACCESS' },
      `Can't update table class when stream status is being updated. ${running(label, 'DISABLE')}`,
    ],
    [
      { BillingMode: 'PAY_PER_REQUEST' },
      `Can't change table IOPS when stream status is being updated. ${running(label, 'DISABLE')}`,
    ],
    [
      { OnDemandThroughput: { MaxReadRequestUnits: 1 } },
      'OnDemandThroughput cannot be updated while stream status update is in progress',
    ],
  ] as const) {
    await assert.rejects(update(input), { message: inUse + message })
  }
  await assert.rejects(server.call('DeleteTable', { TableName }), {
    message: `${inUse}Cannot delete table while stream is being enabled/disabled.`,
  })
  await update({ DeletionProtectionEnabled: false })
  await pass(ms)
  assert.deepEqual([await status(arn), await tableStatus()], ['DISABLED', 'ACTIVE'])
  assert.deepEqual(await new Consumer(server, arn).drain(), [])

  const { TableDescription } = await update({
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
  })
  const second = (TableDescription as { LatestStreamArn: string }).LatestStreamArn
  assert.equal(await status(second), 'ENABLING')
  await put(server, 'a', 2)
  await pass(ms)
  assert.equal(await status(second), 'ENABLED')
  await server.call('DeleteTable', { TableName })
  assert.equal(await status(second), 'DISABLING')
  await pass(ms)
  assert.equal(await status(second), 'DISABLED')
  assert.equal((await new Consumer(server, second).drain()).length, 1)
})
