import assert from 'node:assert/strict'
import { test, type TestContext } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { limits } from '../../src/base/index.ts'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import { space } from '../../src/engine/rows/spaces.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { inProcess, type InProcess } from '../properties/in-process.ts'
import { Consumer, shardsOf, type Item, type StreamRecord } from './consumer.ts'
import { orderUnderRotation } from './order.ts'

const day = limits.streamRetentionMs
const TableName = 'streamed'

interface SetUp {
  readonly server: InProcess
  readonly clock: ManualClock
  readonly store: KvStore
  /** Moves the time, in steps in which background work keeps up. */
  pass(ms: number): Promise<void>
}

function setUp(t: TestContext, streamShards = 1): SetUp {
  const clock = new ManualClock()
  const store = openMemoryStore()
  const server = inProcess({ store, seed: 1, clock, streamShards })
  t.after(() => server.engine.stop())
  return {
    server,
    clock,
    store,
    async pass(ms) {
      const step = limits.streamTrimEveryMs
      for (let left = ms; left > 0; left -= step) {
        clock.advance(Math.min(step, left))
        for (let n = 0; n < 60; n++) {
          await turn()
          // Jobs that have more to do rest no time on this clock.
          clock.advance(0)
        }
      }
    },
  }
}

async function create(server: InProcess, view = 'NEW_AND_OLD_IMAGES'): Promise<string> {
  const { TableDescription } = await server.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: view },
  })
  return (TableDescription as { LatestStreamArn: string }).LatestStreamArn
}

function put(server: InProcess, id: string, n: number): Promise<object> {
  return server.call('PutItem', { TableName, Item: { id: { S: id }, n: { N: String(n) } } })
}

async function iterator(
  server: InProcess,
  StreamArn: string,
  ShardIteratorType: string,
  SequenceNumber?: string,
): Promise<string> {
  const [shard] = await shardsOf(server, StreamArn)
  const request = { StreamArn, ShardId: shard?.ShardId, ShardIteratorType }
  const place = SequenceNumber === undefined ? {} : { SequenceNumber }
  const { ShardIterator } = await server.call('GetShardIterator', { ...request, ...place })
  return ShardIterator as string
}

async function read(server: InProcess, ShardIterator: string, Limit?: number) {
  const limit = Limit === undefined ? {} : { Limit }
  const answer = await server.call('GetRecords', { ShardIterator, ...limit })
  return answer as unknown as { Records: StreamRecord[]; NextShardIterator?: string }
}

async function rowsOf(store: KvStore, first: number): Promise<number> {
  const range = { start: Buffer.of(first), end: Buffer.of(first + 1), limit: 100_000 }
  return (await store.range(range)).length
}

test('each kind of write is one record; one that changes nothing is none', async (t) => {
  const { server } = setUp(t)
  const arn = await create(server)
  const Key = { id: { S: 'a' } }
  await put(server, 'a', 1)
  await put(server, 'a', 1)
  await server.call('PutItem', { TableName, Item: { n: { N: '1.0' }, id: { S: 'a' } } })
  await server.call('UpdateItem', {
    TableName,
    Key,
    UpdateExpression: 'ADD n :one',
    ExpressionAttributeValues: { ':one': { N: '1' } },
  })
  await server.call('BatchWriteItem', {
    RequestItems: { [TableName]: [{ PutRequest: { Item: { id: { S: 'b' } } } }] },
  })
  await server.call('TransactWriteItems', {
    TransactItems: [
      { Delete: { TableName, Key } },
      { Put: { TableName, Item: { id: { S: 'c' } } } },
    ],
  })
  await server.call('DeleteItem', { TableName, Key })
  await server.call('ExecuteStatement', { Statement: `DELETE FROM "${TableName}" WHERE id = 'c'` })

  const records = await new Consumer(server, arn).drain()
  const a = (n: string): Item => ({ id: { S: 'a' }, n: { N: n } })
  assert.deepEqual(
    records.map(({ eventName, dynamodb: { Keys, OldImage, NewImage } }) => [
      eventName,
      Keys['id']?.['S'],
      OldImage,
      NewImage,
    ]),
    [
      ['INSERT', 'a', undefined, a('1')],
      ['MODIFY', 'a', a('1'), a('2')],
      ['INSERT', 'b', undefined, { id: { S: 'b' } }],
      ['REMOVE', 'a', a('2'), undefined],
      ['INSERT', 'c', undefined, { id: { S: 'c' } }],
      ['REMOVE', 'c', { id: { S: 'c' } }, undefined],
    ],
  )
  const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber)
  assert.deepEqual([...numbers].sort(), numbers)
  assert.equal(new Set(numbers).size, 6)
  assert.equal(new Set(records.map(({ eventID }) => eventID)).size, 6)
})

test('a record is as the service makes it, and shows what the view type says', async (t) => {
  const sizes = { KEYS_ONLY: 5, NEW_IMAGE: 26, OLD_IMAGE: 26, NEW_AND_OLD_IMAGES: 47 }
  for (const [view, size] of Object.entries(sizes)) {
    const { server, clock } = setUp(t)
    const { TableDescription } = await server.call('CreateTable', {
      TableName,
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'Id', AttributeType: 'N' }],
      KeySchema: [{ AttributeName: 'Id', KeyType: 'HASH' }],
      StreamSpecification: { StreamEnabled: true, StreamViewType: view },
    })
    const arn = (TableDescription as { LatestStreamArn: string }).LatestStreamArn
    const item = (Message: string) => ({ Id: { N: '101' }, Message: { S: Message } })
    for (const text of ['Old item!', 'New item!']) {
      await server.call('PutItem', { TableName, Item: item(text) })
    }
    const [, record] = await new Consumer(server, arn).drain()
    assert.ok(record)
    assert.match(record.eventID, /^[0-9a-f]{32}$/)
    assert.match(record.dynamodb.SequenceNumber, /^\d{21,40}$/)
    assert.deepEqual(record, {
      eventID: record.eventID,
      eventName: 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: 'us-east-1',
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(clock.now() / 1000),
        Keys: { Id: { N: '101' } },
        ...(view.includes('NEW') ? { NewImage: item('New item!') } : {}),
        ...(view.includes('OLD') ? { OldImage: item('Old item!') } : {}),
        SequenceNumber: record.dynamodb.SequenceNumber,
        SizeBytes: size,
        StreamViewType: view,
      },
    })
  }
})

test('each kind of iterator begins where it says', async (t) => {
  const { server } = setUp(t)
  const arn = await create(server)
  for (const n of [1, 2, 3]) await put(server, 'a', n)
  const all = await read(server, await iterator(server, arn, 'TRIM_HORIZON'))
  assert.equal(all.Records.length, 3)
  const second = all.Records[1]?.dynamodb.SequenceNumber
  const latest = await iterator(server, arn, 'LATEST')
  const numbers = async (type: string): Promise<(string | undefined)[]> => {
    const { Records } = await read(server, await iterator(server, arn, type, second))
    return Records.map(({ dynamodb }) => dynamodb.NewImage?.['n']?.['N'] as string)
  }
  assert.deepEqual(await numbers('AT_SEQUENCE_NUMBER'), ['2', '3'])
  assert.deepEqual(await numbers('AFTER_SEQUENCE_NUMBER'), ['3'])
  assert.deepEqual((await read(server, latest)).Records, [])
  await put(server, 'a', 4)
  assert.equal((await read(server, latest)).Records.length, 1)
  assert.equal((await read(server, all.NextShardIterator ?? '')).Records.length, 1)
  const page = await read(server, await iterator(server, arn, 'TRIM_HORIZON'), 2)
  assert.equal(page.Records.length, 2)
  assert.equal((await read(server, page.NextShardIterator ?? '', 2)).Records.length, 2)
})

test('an answer holds at most 1 MB, and one record at least', async (t) => {
  const { server } = setUp(t)
  const arn = await create(server)
  for (const n of [1, 2, 3]) {
    const Item = { id: { S: 'a' }, n: { N: String(n) }, text: { S: 'x'.repeat(390_000) } }
    await server.call('PutItem', { TableName, Item })
  }
  const first = await read(server, await iterator(server, arn, 'TRIM_HORIZON'))
  assert.deepEqual(first.Records.length, 1)
  const second = await read(server, first.NextShardIterator ?? '')
  assert.deepEqual(second.Records.length, 1)
  assert.deepEqual((await read(server, second.NextShardIterator ?? '')).Records.length, 1)
})

test('concurrent writers: every change of an item is in the stream once and in order, over rotations', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
  const { server, clock } = setUp(t, 2)
  const arn = await create(server)
  await orderUnderRotation(server, clock, new Dice(seed), { TableName, arn, rounds: 60 })
})

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

test('faulted settings and unknown names are refused in the words of the service', async (t) => {
  const { server } = setUp(t)
  const arn = await create(server)
  const refused = async (operation: string, input: object, message: string): Promise<void> => {
    await assert.rejects(server.call(operation, input), (error: Error) => {
      assert.equal(error.message, message)
      return true
    })
  }
  const update = (StreamSpecification: object, more: object = {}) => ({
    TableName,
    StreamSpecification,
    ...more,
  })
  const invalid = 'One or more parameter values were invalid: '
  const on = { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' }
  await refused(
    'UpdateTable',
    update(on),
    `Table already has an enabled stream: TableName: ${TableName}`,
  )
  await refused(
    'UpdateTable',
    update({ StreamEnabled: true }),
    `${invalid}If stream is being enabled then UpdateViewType is required`,
  )
  await refused(
    'UpdateTable',
    update({ ...on, StreamEnabled: false }),
    `${invalid}If stream is being disabled, then UpdateViewType must not be specified`,
  )
  await refused(
    'UpdateTable',
    update(on, { BillingMode: 'PROVISIONED' }),
    `${invalid}You cannot modify stream status while updating table IOPS`,
  )
  await server.call('UpdateTable', update({ StreamEnabled: false }))
  await refused(
    'UpdateTable',
    update({ StreamEnabled: false }),
    `Table has no stream to disable: TableName: ${TableName}`,
  )
  const StreamArn = arn.replace(/\d{4}-/, '1999-')
  const ShardId = 'shardId-00000000000000000000-00000000'
  await refused(
    'DescribeStream',
    { StreamArn },
    `Requested resource not found: Stream: ${StreamArn} not found`,
  )
  await refused(
    'GetShardIterator',
    { StreamArn: arn, ShardId, ShardIteratorType: 'LATEST' },
    'Requested resource not found: Shard does not exist',
  )
  await refused(
    'GetRecords',
    { ShardIterator: 'x', Limit: 1001 },
    "1 validation error detected: Value '1001' at 'limit' failed to satisfy constraint: Member must have value less than or equal to 1000",
  )
})
