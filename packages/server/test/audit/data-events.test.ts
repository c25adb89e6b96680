import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test, type TestContext } from 'node:test'
import {
  BatchExecuteStatementCommand,
  BatchWriteItemCommand,
  CreateTableCommand,
  DeleteItemCommand,
  DescribeTableCommand,
  ExecuteStatementCommand,
  ExecuteTransactionCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactWriteItemsCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  CreateTrailCommand,
  LookupEventsCommand,
  PutEventSelectorsCommand,
  StartLoggingCommand,
  StopLoggingCommand,
} from '@aws-sdk/client-cloudtrail'
import { GetAccountSummaryCommand } from '@aws-sdk/client-iam'
import {
  CreateKeyCommand,
  DescribeKeyCommand,
  EncryptCommand,
  GenerateDataKeyCommand,
  GenerateRandomCommand,
} from '@aws-sdk/client-kms'
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts'
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

/** The first two bytes of the keys that each commit writes while something is done. */
async function committed(t: TestContext, work: () => Promise<unknown>): Promise<string[][]> {
  const commit = t.mock.method(realm.store, 'commit')
  await work()
  const commits = commit.mock.calls.map(({ arguments: [{ writes }] }) =>
    writes.map((write) => write.key.toString('hex', 0, 2)),
  )
  commit.mock.restore()
  return commits
}

const put = { Put: { TableName, Item: item } }
const deleteStatement = `DELETE FROM "${TableName}" WHERE pk = 'acme' AND sk = 7`
/** In this order each changes the item, or makes it. */
const changes = [
  new PutItemCommand({ TableName, Item: item }),
  new UpdateItemCommand({ TableName, Key: key, UpdateExpression: 'REMOVE note' }),
  new DeleteItemCommand({ TableName, Key: key }),
  new BatchWriteItemCommand({ RequestItems: { [TableName]: [{ PutRequest: { Item: item } }] } }),
  new ExecuteStatementCommand({ Statement: deleteStatement }),
  new TransactWriteItemsCommand({ TransactItems: [put] }),
  new BatchExecuteStatementCommand({ Statements: [{ Statement: deleteStatement }] }),
  new TransactWriteItemsCommand({ TransactItems: [put], ClientRequestToken: 'once' }),
  new ExecuteTransactionCommand({ TransactStatements: [{ Statement: deleteStatement }] }),
]

test('the record of a change of items is of the commit of the change', async (t) => {
  const dynamodb = realm.dynamodb()
  for (const command of changes) {
    const { name } = command.constructor
    const commits = await committed(t, () => dynamodb.send(command as PutItemCommand))
    const ofItems = commits.filter((keys) => keys.some((prefix) => prefix.startsWith('02')))
    assert.equal(ofItems.length, 1, name)
    assert.ok(ofItems[0]?.includes('3001'), `the record of ${name} is there`)
  }
})

test('what is said to commit nothing commits nothing but its record', async (t) => {
  const kms = realm.kms()
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  const KeyId = KeyMetadata?.KeyId ?? ''
  const Plaintext = Buffer.from('text')
  const lookups = [
    () => kms.send(new EncryptCommand({ KeyId, Plaintext })),
    () => kms.send(new GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256' })),
    () => kms.send(new GenerateRandomCommand({ NumberOfBytes: 8 })),
    () => kms.send(new DescribeKeyCommand({ KeyId })),
    () => realm.sts().send(new GetCallerIdentityCommand({})),
    () => realm.iam().send(new GetAccountSummaryCommand({})),
    () => realm.dynamodb().send(new DescribeTableCommand({ TableName })),
    () => realm.cloudtrail().send(new LookupEventsCommand({})),
  ]
  for (const lookup of lookups) {
    const commits = await committed(t, lookup)
    // Records, and what is known of the sizes of tables, are written from time to time.
    const others = commits.flat().filter((prefix) => !/^(?:30|0b)/.test(prefix))
    assert.deepEqual(others, [], lookup.toString())
  }
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
  const records = (await dataRecords()).slice(changes.length)
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
