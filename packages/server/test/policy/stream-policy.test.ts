import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { limits } from '../../src/base/index.ts'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import {
  account,
  authorized,
  otherAccount,
  root,
  tableArn,
  user,
  type Authorized,
} from './authorized.ts'

const TableName = 'Followed'
const clock = new ManualClock()
let db: Authorized
let ResourceArn: string

before(async () => {
  db = authorized(clock)
  const { TableDescription } = await db.call(root, 'CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'KEYS_ONLY' },
  })
  ResourceArn = (TableDescription as { LatestStreamArn: string }).LatestStreamArn
})
after(() => db.close())

const reads = ['dynamodb:DescribeStream', 'dynamodb:GetShardIterator', 'dynamodb:GetRecords']
const all = [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }]
const denied = { code: 'AccessDeniedException' }
const grant = (AWS: string, more: object = {}) => ({
  Effect: 'Allow',
  Principal: { AWS },
  Action: reads,
  Resource: ResourceArn,
  ...more,
})

async function put(Statement: object, more: object = {}): Promise<string> {
  clock.pass(limits.resourcePolicyRestMs)
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement })
  const { RevisionId } = await db.call(root, 'PutResourcePolicy', { ResourceArn, Policy, ...more })
  return String(RevisionId)
}

/** Reads the stream as a consumer does, by all three calls. */
async function follow(caller: typeof root): Promise<number> {
  const { StreamDescription } = await db.call(caller, 'DescribeStream', { StreamArn: ResourceArn })
  const [shard] = (StreamDescription as { Shards: { ShardId: string }[] }).Shards
  const { ShardIterator } = await db.call(caller, 'GetShardIterator', {
    StreamArn: ResourceArn,
    ShardId: shard?.ShardId,
    ShardIteratorType: 'TRIM_HORIZON',
  })
  const { Records } = await db.call(caller, 'GetRecords', { ShardIterator })
  return (Records as object[]).length
}

describe('resource policies of streams', () => {
  it('let in whom they name, for each of the calls that they name', async () => {
    await db.call(root, 'PutItem', { TableName, Item: { id: { S: 'x' } } })
    const eve = user('eve', all, otherAccount)
    await assert.rejects(follow(eve), denied)
    await put(grant(`arn:aws:iam::${otherAccount}:user/eve`))
    assert.equal(await follow(eve), 1)
    await assert.rejects(follow(user('adam', all, otherAccount)), denied)
    await assert.rejects(
      db.call(eve, 'GetItem', { TableName: tableArn(TableName), Key: { id: { S: 'x' } } }),
      denied,
    )
    for (const missing of reads) {
      const Action = reads.filter((action) => action !== missing)
      await put(grant(`arn:aws:iam::${otherAccount}:user/eve`, { Action }))
      await assert.rejects(follow(eve), { ...denied, message: new RegExp(missing) })
    }
  })

  it('deny whom they deny', async () => {
    const ann = user('ann', all)
    const bob = user('bob', all)
    await put(
      grant(`arn:aws:iam::${account}:user/ann`, { Effect: 'Deny', Action: 'dynamodb:GetRecords' }),
    )
    await assert.rejects(follow(ann), {
      ...denied,
      message: /dynamodb:GetRecords .* with an explicit deny in a resource-based policy$/,
    })
    assert.equal(await follow(bob), 1)
  })

  it('are apart from the policy of the table, with revisions and rests of their own', async () => {
    const RevisionId = await put(grant(otherAccount))
    const arn = tableArn(TableName)
    await assert.rejects(db.call(root, 'GetResourcePolicy', { ResourceArn: arn }), {
      code: 'PolicyNotFoundException',
    })
    const ofTable = grant(otherAccount, { Action: 'dynamodb:GetItem', Resource: arn })
    const Policy = JSON.stringify({ Version: '2012-10-17', Statement: ofTable })
    await db.call(root, 'PutResourcePolicy', { ResourceArn: arn, Policy })
    const read = await db.call(root, 'GetResourcePolicy', { ResourceArn })
    assert.equal(read['RevisionId'], RevisionId)
    assert.match(String(read['Policy']), /GetRecords/)
    const label = ResourceArn.split('/').at(-1) ?? ''
    const until = new Date(clock.now() + limits.resourcePolicyRestMs).toISOString()
    await assert.rejects(db.call(root, 'DeleteResourcePolicy', { ResourceArn }), {
      code: 'ThrottlingException',
      message: `Resource-based policy for stream ${label} modified within the previous 15000 milliseconds. Please try again after ${until}.`,
    })
  })

  it('refuse what means nothing for a stream, and streams that there are not', async () => {
    const start = 'One or more parameter values were invalid: Invalid policy document: '
    await assert.rejects(put(grant(otherAccount, { Action: 'dynamodb:GetItem' })), {
      message: `${start}The following action names are invalid: "dynamodb:GetItem"`,
    })
    await assert.rejects(put(grant(otherAccount, { Resource: tableArn(TableName) })), {
      message: `${start}The relative-id "table/${TableName}" is invalid for ARN "${tableArn(TableName)}"`,
    })
    const absent = ResourceArn.replace(/stream\/.*/, 'stream/2020-01-01T00:00:00.000')
    const message = `Requested resource not found: Stream: 2020-01-01T00:00:00.000 not found for Table: ${TableName}`
    const refusal = { code: 'ResourceNotFoundException', message }
    await assert.rejects(put(grant(otherAccount), { ResourceArn: absent }), refusal)
    for (const operation of ['GetResourcePolicy', 'DeleteResourcePolicy']) {
      await assert.rejects(db.call(root, operation, { ResourceArn: absent }), refusal)
    }
    const malformed = `${ResourceArn}/more`
    await assert.rejects(db.call(root, 'GetResourcePolicy', { ResourceArn: malformed }), {
      message: `One or more parameter values were invalid: Invalid resource arn provided, only table or stream is accepted. Provided resource arn: ${malformed}`,
    })
  })

  it('stay with a stream that is disabled, and go with it', async () => {
    const eve = user('eve', all, otherAccount)
    const RevisionId = await put(grant(`arn:aws:iam::${otherAccount}:user/eve`))
    const off = { StreamSpecification: { StreamEnabled: false } }
    await db.call(root, 'UpdateTable', { TableName, ...off })
    const read = await db.call(root, 'GetResourcePolicy', { ResourceArn })
    assert.equal(read['RevisionId'], RevisionId)
    assert.equal(await follow(eve), 1)
    for (let n = 0; n < 2; n++) {
      clock.advance(limits.streamRetentionMs)
      for (let turns = 0; turns < 50; turns++) {
        await turn()
        clock.advance(0)
      }
    }
    assert.deepEqual(await db.policyRows(), [])
    await assert.rejects(db.call(root, 'GetResourcePolicy', { ResourceArn }), {
      code: 'ResourceNotFoundException',
    })
    await assert.rejects(db.call(eve, 'DescribeStream', { StreamArn: ResourceArn }), denied)
  })
})
