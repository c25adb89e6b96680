import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import { ApiError } from '../../src/errors/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { inProcess, type Answer, type InProcess } from '../properties/in-process.ts'

const TableName = 'metered'
const arn = `arn:aws:dynamodb:us-east-1:000000000000:table/${TableName}`
const units = (read: number, write: number) => ({
  ReadCapacityUnits: read,
  WriteCapacityUnits: write,
})
const item = (pk: string, kilobytes: number, more: object = {}) => ({
  pk: { S: pk },
  // The names and the key take a few bytes of the first kilobyte.
  data: { S: 'x'.repeat(kilobytes * 1024 - 100) },
  ...more,
})
const Key = { pk: { S: 'a' } }

/** Everything that reads or writes items, through the operations, on a clock that the test moves. */
describe('a table that is out of capacity', () => {
  let clock: ManualClock
  let db: InProcess

  beforeEach(async () => {
    clock = new ManualClock()
    db = inProcess({
      store: openMemoryStore(),
      seed: 1,
      clock,
      throughput: { processes: 1, region: 'us-east-1' },
    })
    await create({ ProvisionedThroughput: units(1, 1) })
    await db.call('PutItem', { TableName, Item: item('a', 100) })
  })

  async function create(more: object): Promise<void> {
    await db.call('CreateTable', {
      TableName,
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'g', AttributeType: 'S' },
      ],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      GlobalSecondaryIndexes: [
        {
          IndexName: 'gsi',
          KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
          ...('BillingMode' in more ? {} : { ProvisionedThroughput: units(1000, 1) }),
        },
      ],
      ...more,
    })
  }

  async function refusal(operation: string, input: object): Promise<ApiError> {
    try {
      await db.call(operation, input)
    } catch (error) {
      if (error instanceof ApiError) return error
      throw error
    }
    assert.fail(`${operation} was let in`)
  }

  /** Uses up what is left to read: 300 units, 25 for each consistent read of the item. */
  async function drainReads(): Promise<void> {
    for (let read = 0; read < 12; read++) {
      await db.call('GetItem', { TableName, Key, ConsistentRead: true })
    }
  }

  /** Uses up what is left to write: 200 of 300 units. */
  async function drainWrites(): Promise<void> {
    await db.call('PutItem', { TableName, Item: item('b', 100) })
    await db.call('PutItem', { TableName, Item: item('c', 100) })
  }

  const exceeded = (reason: string, resource = arn) => ({
    ThrottlingReasons: [{ reason, resource }],
  })

  it('refuses every kind of read, and lets in one more when a little has come back', async () => {
    await drainReads()
    const reads: [string, object][] = [
      ['GetItem', { TableName, Key }],
      ['BatchGetItem', { RequestItems: { [TableName]: { Keys: [Key] } } }],
      [
        'Query',
        {
          TableName,
          KeyConditionExpression: 'pk = :a',
          ExpressionAttributeValues: { ':a': { S: 'a' } },
        },
      ],
      ['Scan', { TableName }],
      ['ExecuteStatement', { Statement: `SELECT * FROM ${TableName} WHERE pk = 'a'` }],
    ]
    for (const [operation, input] of reads) {
      const { code, members } = await refusal(operation, input)
      assert.equal(code, 'ProvisionedThroughputExceededException', operation)
      assert.deepEqual(members, exceeded('TableReadProvisionedThroughputExceeded'), operation)
    }
    clock.advance(1)
    await db.call('GetItem', { TableName, Key })
    // The read cost 12.5 units of which a thousandth was there.
    clock.advance(12_498)
    await refusal('GetItem', { TableName, Key })
    clock.advance(2)
    await db.call('GetItem', { TableName, Key })
  })

  it('refuses every kind of write, and none of the reads', async () => {
    await drainWrites()
    const writes: [string, object][] = [
      ['PutItem', { TableName, Item: item('d', 1) }],
      ['DeleteItem', { TableName, Key }],
      ['UpdateItem', { TableName, Key }],
      ['BatchWriteItem', { RequestItems: { [TableName]: [{ DeleteRequest: { Key } }] } }],
      ['ExecuteStatement', { Statement: `DELETE FROM ${TableName} WHERE pk = 'a'` }],
    ]
    for (const [operation, input] of writes) {
      const { code, members } = await refusal(operation, input)
      assert.equal(code, 'ProvisionedThroughputExceededException', operation)
      assert.deepEqual(members, exceeded('TableWriteProvisionedThroughputExceeded'), operation)
    }
    assert.ok((await db.call('GetItem', { TableName, Key }))['Item'])
  })

  it('cancels transactions with a reason for each item', async () => {
    await drainReads()
    await drainWrites()
    const reason = {
      Code: 'ProvisionedThroughputExceeded',
      Message:
        'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
    }
    const gets = await refusal('TransactGetItems', { TransactItems: [{ Get: { TableName, Key } }] })
    const puts = await refusal('TransactWriteItems', {
      TransactItems: [{ Put: { TableName, Item: item('d', 1) } }, { Delete: { TableName, Key } }],
    })
    const selects = await refusal('ExecuteTransaction', {
      TransactStatements: [{ Statement: `SELECT * FROM ${TableName} WHERE pk = 'a'` }],
    })
    assert.equal(gets.code, 'TransactionCanceledException')
    assert.deepEqual(gets.members, { CancellationReasons: [reason] })
    assert.deepEqual(puts.members, { CancellationReasons: [reason, reason] })
    assert.deepEqual(selects.members, { CancellationReasons: [reason] })
  })

  it('charges transactions twice', async () => {
    await db.call('TransactWriteItems', {
      TransactItems: [{ Put: { TableName, Item: item('d', 100) } }],
    })
    const { code } = await refusal('DeleteItem', { TableName, Key })
    assert.equal(code, 'ProvisionedThroughputExceededException')
  })

  it('reads what it has capacity for of a batch, and leaves the rest', async () => {
    for (const pk of ['b', 'c']) await db.call('PutItem', { TableName, Item: item(pk, 100) })
    for (let read = 0; read < 11; read++) {
      await db.call('GetItem', { TableName, Key, ConsistentRead: true })
    }
    const keys = ['a', 'b', 'c'].map((pk) => ({ pk: { S: pk } }))
    const answer = await db.call('BatchGetItem', {
      RequestItems: { [TableName]: { Keys: keys } },
      ReturnConsumedCapacity: 'TOTAL',
    })
    assert.equal(answersOf(answer).length, 2)
    assert.deepEqual(answer['UnprocessedKeys'], { [TableName]: { Keys: [keys[2]] } })
    assert.deepEqual(answer['ConsumedCapacity'], [{ TableName, CapacityUnits: 25 }])
  })

  it('writes what it has capacity for of a batch, and leaves the rest', async () => {
    await db.call('PutItem', { TableName, Item: item('b', 150) })
    const [c, d] = ['c', 'd'].map((pk) => ({ PutRequest: { Item: item(pk, 50) } }))
    const answer = await db.call('BatchWriteItem', { RequestItems: { [TableName]: [c, d] } })
    assert.deepEqual(answer['UnprocessedItems'], { [TableName]: [d] })
  })

  it('answers each statement of a batch by itself', async () => {
    await drainReads()
    const Statement = `SELECT * FROM ${TableName} WHERE pk = 'a'`
    const { Responses } = await db.call('BatchExecuteStatement', { Statements: [{ Statement }] })
    const [response] = Responses as { Error?: { Code: string; Message: string } }[]
    assert.deepEqual(Object.keys(response?.Error ?? {}), ['Code', 'Message'])
    assert.equal(response?.Error?.Code, 'ProvisionedThroughputExceeded')
  })

  it('is held back by an index that cannot keep up, and reads it apart', async () => {
    await drainReads()
    await db.call('PutItem', { TableName, Item: item('b', 100, { g: { S: 'x' } }) })
    const query = {
      TableName,
      IndexName: 'gsi',
      KeyConditionExpression: 'g = :x',
      ExpressionAttributeValues: { ':x': { S: 'x' } },
    }
    assert.equal((await db.call('Query', query))['Count'], 1)
    clock.advance(300_000)
    // Each change of the key writes two rows of the index, and one of the table.
    await update('y')
    await update('x')
    const { members, message } = await updateRefusal('y')
    assert.match(message, /^The level of configured provisioned throughput for one or more global/)
    assert.deepEqual(
      members,
      exceeded('IndexWriteProvisionedThroughputExceeded', `${arn}/index/gsi`),
    )
    await db.call('UpdateItem', { TableName, Key })
  })

  const changed = (g: string) => ({
    TableName,
    Key: { pk: { S: 'b' } },
    UpdateExpression: 'SET g = :g',
    ExpressionAttributeValues: { ':g': { S: g } },
  })
  const update = (g: string) => db.call('UpdateItem', changed(g))
  const updateRefusal = (g: string) => refusal('UpdateItem', changed(g))

  it('charges a condition that is not met what the item costs', async () => {
    const condition = { TableName, Key, ConditionExpression: 'attribute_not_exists(pk)' }
    for (const expected of [100, 100, 0]) {
      const { code } = await refusal('UpdateItem', condition)
      const met = expected > 0 ? 'ConditionalCheckFailed' : 'ProvisionedThroughputExceeded'
      assert.equal(code, `${met}Exception`)
    }
  })

  it('has more again at once when it is provisioned with more for long', async () => {
    await drainWrites()
    await db.call('UpdateTable', { TableName, ProvisionedThroughput: units(1, 1000) })
    await refusal('DeleteItem', { TableName, Key })
    clock.advance(1)
    await db.call('DeleteItem', { TableName, Key })
  })

  it('is held to an on-demand maximum, and to none when that is cleared', async () => {
    await db.call('DeleteTable', { TableName })
    await create({
      BillingMode: 'PAY_PER_REQUEST',
      OnDemandThroughput: { MaxWriteRequestUnits: 10 },
    })
    await db.call('PutItem', { TableName, Item: item('a', 100) })
    const { code, message, members } = await refusal('DeleteItem', { TableName, Key })
    assert.equal(code, 'ThrottlingException')
    assert.equal(
      message,
      'Throughput exceeds the maximum OnDemandThroughput configured on table or index',
    )
    const reason = 'TableWriteMaxOnDemandThroughputExceeded'
    assert.deepEqual(members, { throttlingReasons: [{ reason, resource: arn }] })
    const transaction = await refusal('TransactWriteItems', {
      TransactItems: [{ Delete: { TableName, Key } }],
    })
    assert.deepEqual(transaction.members, {
      CancellationReasons: [{ Code: 'ThrottlingError', Message: message }],
    })
    await db.call('UpdateTable', { TableName, OnDemandThroughput: { MaxWriteRequestUnits: -1 } })
    await db.call('DeleteItem', { TableName, Key })
  })
})

function answersOf(answer: Answer): unknown[] {
  return (answer['Responses'] as Record<string, unknown[]>)[TableName] ?? []
}
