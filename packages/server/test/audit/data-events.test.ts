import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import {
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  ExecuteStatementCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  CreateTrailCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import type { CloudTrailRecord } from '../../src/audit/index.ts'
import { account, openRealm, type Realm } from '../identity/support.ts'

const TableName = 'Ledger'
const arn = `arn:aws:dynamodb:us-east-1:${account}:table/${TableName}`
const secret = 'NOBODY-MAY-READ-THIS'
let realm: Realm
let directory: string

before(async () => {
  directory = await mkdtemp(join(tmpdir(), 'strongroom-data-events-'))
  realm = await openRealm({ audit: 'strict', auditTargets: `archive=file:${directory}` })
  await realm.dynamodb().send(
    new CreateTableCommand({
      TableName,
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'N' },
      ],
      BillingMode: 'PAY_PER_REQUEST',
    }),
  )
  const cloudtrail = realm.cloudtrail()
  await cloudtrail.send(new CreateTrailCommand({ Name: 'ledger', S3BucketName: 'archive' }))
  await cloudtrail.send(
    new PutEventSelectorsCommand({
      TrailName: 'ledger',
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: ['AWS::DynamoDB::Table'] },
            { Field: 'resources.ARN', Equals: [arn] },
          ],
        },
      ],
    }),
  )
  await cloudtrail.send(new StartLoggingCommand({ Name: 'ledger' }))
})

after(async () => {
  await realm.close()
  await rm(directory, { recursive: true, force: true })
})

async function dataRecords(): Promise<CloudTrailRecord[]> {
  const found: CloudTrailRecord[] = []
  let cursor = realm.log.start()
  for (;;) {
    const page = await realm.log.readNow(cursor, 500)
    for (const { record } of page.events) if (record.eventCategory === 'Data') found.push(record)
    if (!page.more) return found
    cursor = page.cursor
  }
}

const item = { pk: { S: 'acme' }, sk: { N: '7' }, note: { S: secret } }
const key = { pk: { S: 'acme' }, sk: { N: '7' } }

test('the record of a change of one item is of the commit of the change', async (t) => {
  const { store } = realm
  const commit = t.mock.method(store, 'commit')
  const dynamodb = realm.dynamodb()
  await dynamodb.send(new PutItemCommand({ TableName, Item: item }))
  await dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: key,
      UpdateExpression: 'REMOVE note',
    }),
  )
  await dynamodb.send(new DeleteItemCommand({ TableName, Key: key }))
  const written = commit.mock.calls.map(({ arguments: [{ writes }] }) =>
    writes.map((write) => write.key.toString('hex', 0, 2)),
  )
  const changes = written.filter((keys) => keys.some((prefix) => prefix.startsWith('02')))
  assert.equal(changes.length, 3)
  for (const keys of changes) assert.ok(keys.includes('3001'), 'the record is there')
})

test('who did what to which item is recorded, and no value but those of keys', async () => {
  const dynamodb = realm.dynamodb()
  await dynamodb.send(new PutItemCommand({ TableName, Item: item }))
  await dynamodb.send(new GetItemCommand({ TableName, Key: key }))
  await dynamodb.send(
    new UpdateItemCommand({
      TableName,
      Key: key,
      UpdateExpression: 'SET note = :n',
      ExpressionAttributeValues: { ':n': { S: secret } },
    }),
  )
  await dynamodb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'acme' } },
    }),
  )
  await dynamodb.send(
    new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: item } }] } }),
  )
  await dynamodb.send(
    new ExecuteStatementCommand({
      Statement: `SELECT * FROM "${TableName}" WHERE pk = 'acme' AND note = '${secret}'`,
    }),
  )
  await assert.rejects(
    dynamodb.send(
      new DeleteItemCommand({
        TableName,
        Key: key,
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
    ),
  )
  const records = (await dataRecords()).slice(3)
  assert.deepEqual(
    records.map(({ eventName, readOnly, errorCode, resources }) => [
      eventName,
      readOnly,
      errorCode,
      resources?.map(({ ARN }) => ARN),
    ]),
    [
      ['PutItem', false, undefined, [arn]],
      ['GetItem', true, undefined, [arn]],
      ['UpdateItem', false, undefined, [arn]],
      ['Query', true, undefined, [arn]],
      ['BatchWriteItem', false, undefined, [arn]],
      ['ExecuteStatement', false, undefined, [arn]],
      ['DeleteItem', false, 'ConditionalCheckFailedException', [arn]],
    ],
  )
  assert.deepEqual(records[0]?.requestParameters, {
    tableName: TableName,
    key: { pk: 'acme', sk: '7' },
    item: ['pk', 'sk', 'note'],
  })
  assert.deepEqual(records[1]?.requestParameters, {
    tableName: TableName,
    key: { pk: 'acme', sk: '7' },
  })
  assert.deepEqual(records[5]?.requestParameters, {
    statement: `SELECT * FROM "${TableName}" WHERE pk = 'acme' AND note = ***(Redacted)`,
  })
  assert.ok(!JSON.stringify(records).includes(secret))
})

test('events of another table, and of a trail that was stopped, are not recorded', async () => {
  const before = (await dataRecords()).length
  const other = new GetItemCommand({ TableName: 'Other', Key: key })
  await assert.rejects(realm.dynamodb().send(other))
  assert.equal((await dataRecords()).length, before)
  await realm.cloudtrail().send(new StopLoggingCommand({ Name: 'ledger' }))
  await realm.dynamodb().send(new GetItemCommand({ TableName, Key: key }))
  assert.equal((await dataRecords()).length, before)
})
