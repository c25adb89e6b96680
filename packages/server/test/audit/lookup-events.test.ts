import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import * as cloudtrail from '@aws-sdk/client-cloudtrail'
import {
  CreateTableCommand,
  DescribeTableCommand,
  ListTablesCommand,
} from '@aws-sdk/client-dynamodb'
import { PutUserPolicyCommand } from '@aws-sdk/client-iam'
import { account, openRealm, type Keys, type Realm } from '../identity/support.ts'

let realm: Realm
let root: cloudtrail.CloudTrailClient

before(async () => {
  realm = await openRealm()
  root = clientOf(realm.root)
})

after(async () => {
  root.destroy()
  await realm.close()
})

function clientOf(credentials: Keys): cloudtrail.CloudTrailClient {
  return new cloudtrail.CloudTrailClient({
    endpoint: realm.server.endpoint,
    region: 'us-east-1',
    credentials,
    maxAttempts: 1,
    requestHandler: { httpsAgent: { ca: realm.ca, keepAlive: true } },
  })
}

/** Asks again while the account is told that it asks too often. */
async function lookup(
  input: cloudtrail.LookupEventsCommandInput,
  client = root,
): Promise<cloudtrail.LookupEventsCommandOutput> {
  for (;;) {
    try {
      return await client.send(new cloudtrail.LookupEventsCommand(input))
    } catch (error) {
      if (!(error instanceof cloudtrail.ThrottlingException)) throw error
      await sleep(300)
    }
  }
}

function by(
  AttributeKey: cloudtrail.LookupAttributeKey,
  AttributeValue: string,
): cloudtrail.LookupEventsCommandInput {
  return { LookupAttributes: [{ AttributeKey, AttributeValue }] }
}

/** Waits until the history has so many of the events that were asked for: those of reads come a moment after those of changes. */
async function found(
  input: cloudtrail.LookupEventsCommandInput,
  count = 1,
): Promise<cloudtrail.Event[]> {
  for (;;) {
    realm.server.wake('event history')
    const { Events = [] } = await lookup(input)
    if (Events.length >= count) return Events
  }
}

test('who did what is found by every attribute', { timeout: 300_000 }, async () => {
  const keys = await realm.user('ann')
  const document = {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }],
  }
  await realm.iam().send(
    new PutUserPolicyCommand({
      UserName: 'ann',
      PolicyName: 'p',
      PolicyDocument: JSON.stringify(document),
    }),
  )
  const ann = realm.dynamodb(keys)
  await ann.send(
    new CreateTableCommand({
      TableName: 'orders',
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  await ann.send(new ListTablesCommand({}))
  await assert.rejects(ann.send(new DescribeTableCommand({ TableName: 'missing' })))

  const [created] = await found(by('EventName', 'CreateTable'))
  assert(created?.CloudTrailEvent !== undefined && created.EventId !== undefined)
  assert.equal(created.Username, 'ann')
  assert.equal(created.ReadOnly, 'false')
  assert.equal(created.EventSource, 'dynamodb.amazonaws.com')
  assert.equal(created.AccessKeyId, keys.accessKeyId)
  assert(Math.abs(Date.now() - Number(created.EventTime)) < 300_000)
  const arn = `arn:aws:dynamodb:us-east-1:${account}:table/orders`
  assert.deepEqual(created.Resources, [
    { ResourceType: 'AWS::DynamoDB::Table', ResourceName: 'orders' },
    { ResourceType: 'AWS::DynamoDB::Table', ResourceName: arn },
  ])
  const record = JSON.parse(created.CloudTrailEvent) as Record<string, unknown>
  assert.equal(record['eventID'], created.EventId)
  assert.equal(record['recipientAccountId'], account)
  assert.match(JSON.stringify(record['responseElements']), /"tableName":"orders"/, 'the answer too')

  const ids = async (input: cloudtrail.LookupEventsCommandInput) =>
    (await found(input)).map(({ EventId }) => EventId)
  assert.deepEqual(await ids(by('EventId', created.EventId)), [created.EventId])
  assert.deepEqual(await ids(by('ResourceName', arn)), [created.EventId])
  assert((await ids(by('ResourceName', 'orders'))).includes(created.EventId))
  assert((await ids(by('ResourceType', 'AWS::DynamoDB::Table'))).includes(created.EventId))
  assert((await ids(by('EventSource', created.EventSource))).includes(created.EventId))
  assert((await ids(by('ReadOnly', 'false'))).includes(created.EventId))
  const names = (events: readonly cloudtrail.Event[]) => events.map(({ EventName }) => EventName)
  const expected = ['DescribeTable', 'ListTables', 'CreateTable']
  assert.deepEqual(names(await found(by('Username', 'ann'), 3)), expected, 'newest first')
  assert.deepEqual(names(await found(by('AccessKeyId', keys.accessKeyId), 3)), expected)
  const [described] = await found(by('EventName', 'DescribeTable'))
  assert.match(described?.CloudTrailEvent ?? '', /"errorCode":"ResourceNotFoundException"/)

  const one = await lookup({ ...by('Username', 'ann'), MaxResults: 1 })
  assert.deepEqual(names(one.Events ?? []), ['DescribeTable'])
  const rest = await lookup({ ...by('Username', 'ann'), NextToken: one.NextToken })
  assert.deepEqual([names(rest.Events ?? []), rest.NextToken], [expected.slice(1), undefined])
  await assert.rejects(
    lookup({ ...by('Username', 'bob'), NextToken: one.NextToken }),
    cloudtrail.InvalidNextTokenException,
  )
  const none = await lookup({ ...by('Username', 'ann'), EndTime: new Date(Date.now() - 3_600_000) })
  assert.deepEqual(none.Events, [])
})

test('faults of a request are named', { timeout: 300_000 }, async () => {
  const refused = async (input: object, message: RegExp) => {
    await assert.rejects(lookup(input), { message }, JSON.stringify(input))
  }
  await refused({ MaxResults: 51 }, /less than or equal to 50/)
  await refused(by('EventNames' as 'EventName', 'x'), /enum value set/)
  await refused({ EventCategory: 'insight' }, /Insights/)
  await assert.rejects(
    lookup({ StartTime: new Date(2_000_000), EndTime: new Date(1_000_000) }),
    cloudtrail.InvalidTimeRangeException,
  )
})

test('the history and trails are for whom policies permit', { timeout: 300_000 }, async () => {
  const keys = await realm.user('auditor')
  const auditor = clientOf(keys)
  const permit = async (Action: string, Resource: string): Promise<void> => {
    const document = { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] }
    await realm.iam().send(
      new PutUserPolicyCommand({
        UserName: 'auditor',
        PolicyName: 'p',
        PolicyDocument: JSON.stringify(document),
      }),
    )
  }
  const denied = (action: string, resource: string) => ({
    name: 'AccessDeniedException',
    message:
      `User: arn:aws:iam::${account}:user/auditor is not authorized to perform: cloudtrail:${action} ` +
      `on resource: ${resource} because no identity-based policy allows the cloudtrail:${action} action`,
  })
  const arn = `arn:aws:cloudtrail:us-east-1:${account}:trail/main`
  await assert.rejects(lookup({}, auditor), { name: 'AccessDeniedException' })
  await assert.rejects(
    auditor.send(new cloudtrail.StopLoggingCommand({ Name: 'main' })),
    denied('StopLogging', arn),
  )
  await permit('cloudtrail:LookupEvents', '*')
  assert((await lookup({}, auditor)).Events !== undefined)
  await permit('cloudtrail:StopLogging', arn)
  await assert.rejects(
    auditor.send(new cloudtrail.StopLoggingCommand({ Name: 'main' })),
    cloudtrail.TrailNotFoundException,
  )
  await assert.rejects(
    auditor.send(new cloudtrail.StopLoggingCommand({ Name: 'other' })),
    denied('StopLogging', arn.replace('main', 'other')),
  )
  auditor.destroy()
})
