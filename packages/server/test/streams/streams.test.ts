import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { limits } from '../../src/base/index.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { Consumer, shardsOf, type Item } from './consumer.ts'
import { orderUnderRotation } from './order.ts'
import { create, iterator, put, read, setUp, TableName } from './set-up.ts'

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

test('a consumer that begins late reads three generations of a shard in order', async (t) => {
  const { server, clock } = setUp(t)
  const arn = await create(server)
  for (let n = 1; n <= 6; n++) {
    await put(server, 'a', n)
    if (n % 2 !== 0) continue
    clock.pass(limits.streamShardMs)
    const { length } = await shardsOf(server, arn)
    while ((await shardsOf(server, arn)).length === length) {
      server.engine.background.wake('stream-rotation')
      await turn()
    }
  }
  // One record at a time: the first shard is not read to its end when the list comes to its grandchild.
  const records = await new Consumer(server, arn).drain(1)
  assert.deepEqual(
    records.map(({ dynamodb }) => dynamodb.NewImage?.['n']),
    [1, 2, 3, 4, 5, 6].map((n) => ({ N: String(n) })),
  )
})

test('a shard that takes too much is split: order holds from parents to children, which share the load', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
  for (const shardBounds of [
    { records: 40, bytes: Infinity, windowMs: 1000 },
    { records: Infinity, bytes: 20_000, windowMs: 1000 },
  ]) {
    const { server, clock } = setUp(t, 1, { shardBounds })
    const arn = await create(server)
    await orderUnderRotation(server, clock, new Dice(seed), {
      TableName,
      arn,
      rounds: 60,
      rotations: 1,
    })
    const shards = await shardsOf(server, arn)
    const children = new Map<string, number>()
    for (const { ParentShardId: parent = '' } of shards) {
      children.set(parent, (children.get(parent) ?? 0) + 1)
    }
    assert.equal(children.get(''), 1, 'all shards but the first have a parent')
    assert.ok([...children.values()].includes(2), 'a shard was split into two')
    const open = shards.filter((shard) => !shard.SequenceNumberRange.EndingSequenceNumber)
    assert.ok(open.length > 1 && open.length <= limits.streamShards)
  }
})

test('a load that stays below the bound splits nothing', async (t) => {
  const { server, clock } = setUp(t, 1, {
    shardBounds: { records: 2, bytes: Infinity, windowMs: 1000 },
  })
  const arn = await create(server)
  for (let n = 0; n < 6; n++) {
    await put(server, 'a', n)
    clock.pass(600)
  }
  assert.equal((await shardsOf(server, arn)).length, 1)
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
