import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  CreateBackupCommand,
  CreateTableCommand,
  DescribeTableCommand,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
} from '@aws-sdk/client-dynamodb'
import {
  CreateAccessKeyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetUserCommand,
  ListUsersCommand,
  PutUserPolicyCommand,
} from '@aws-sdk/client-iam'
import { CreateAliasCommand, CreateKeyCommand, DescribeKeyCommand } from '@aws-sdk/client-kms'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import type { CloudTrailRecord } from '../../src/audit/index.ts'
import { limits } from '../../src/base/index.ts'
import { account, allow, openRealm, policy, trust, type Realm } from '../identity/support.ts'

let realm: Realm

before(async () => {
  realm = await openRealm({ audit: 'strict' })
})

after(() => realm.close())

/** Every record that is in the log now, with their answers. */
async function records(): Promise<CloudTrailRecord[]> {
  const found: CloudTrailRecord[] = []
  let cursor = realm.log.start()
  for (;;) {
    const page = await realm.log.readNow(cursor, 100)
    found.push(...page.events.map(({ record }) => record))
    if (!page.more) return found
    cursor = page.cursor
  }
}

/** The last record of an operation, once its answer is there too. */
async function last(eventName: string): Promise<CloudTrailRecord> {
  const found = (await records()).filter((record) => record.eventName === eventName)
  const record = found.at(-1)
  assert.ok(record, `a record of ${eventName}`)
  return record
}

const table = {
  TableName: 'Music',
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' as const }],
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' as const }],
  BillingMode: 'PAY_PER_REQUEST' as const,
}

test('a change is recorded with who, what, where from and what it answered', async () => {
  const dynamodb = realm.dynamodb()
  const answer = await dynamodb.send(new CreateTableCommand(table))
  await dynamodb.send(new ListTablesCommand({}))
  const record = await last('CreateTable')
  const { eventID, eventTime, userAgent, responseElements, tlsDetails, ...rest } = record
  assert.match(eventID, /^[0-9a-f-]{36}$/)
  assert.match(eventTime, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)
  assert.match(userAgent ?? '', /aws-sdk-js/)
  assert.equal(tlsDetails?.tlsVersion, 'TLSv1.3')
  assert.match(tlsDetails.cipherSuite, /^TLS_/)
  assert.deepEqual(rest, {
    eventVersion: '1.11',
    userIdentity: {
      type: 'Root',
      principalId: account,
      arn: `arn:aws:iam::${account}:root`,
      accountId: account,
      accessKeyId: realm.root.accessKeyId,
    },
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'CreateTable',
    awsRegion: 'us-east-1',
    sourceIPAddress: '127.0.0.1',
    requestParameters: {
      tableName: 'Music',
      keySchema: [{ attributeName: 'pk', keyType: 'HASH' }],
      attributeDefinitions: [{ attributeName: 'pk', attributeType: 'S' }],
      billingMode: 'PAY_PER_REQUEST',
    },
    requestID: answer.$metadata.requestId,
    readOnly: false,
    resources: [
      {
        accountId: account,
        type: 'AWS::DynamoDB::Table',
        ARN: `arn:aws:dynamodb:us-east-1:${account}:table/Music`,
      },
    ],
    eventType: 'AwsApiCall',
    apiVersion: '2012-08-10',
    managementEvent: true,
    recipientAccountId: account,
    eventCategory: 'Management',
  })
  const description = responseElements?.['tableDescription'] as Record<string, unknown>
  assert.equal(description['tableStatus'], 'CREATING')
  assert.match(
    String(description['creationDateTime']),
    /^[A-Z][a-z]{2} \d+, \d{4}, \d+:\d\d:\d\d [AP]M$/,
  )
})

test('a read is recorded without what it answered', async () => {
  await realm.dynamodb().send(new DescribeTableCommand({ TableName: 'Music' }))
  const record = await last('DescribeTable')
  assert.equal(record.readOnly, true)
  assert.equal(record.responseElements, null)
  assert.deepEqual(record.requestParameters, { tableName: 'Music' })
})

test('a failed request is recorded with its code and its parameters', async () => {
  const missing = new DescribeTableCommand({ TableName: 'Nothing' })
  await assert.rejects(realm.dynamodb().send(missing))
  const record = await last('DescribeTable')
  assert.equal(record.errorCode, 'ResourceNotFoundException')
  assert.deepEqual(record.requestParameters, { tableName: 'Nothing' })
})

test('a denied request is recorded as AccessDenied, without parameters', async () => {
  const keys = await realm.user('mallory')
  await assert.rejects(realm.dynamodb(keys).send(new DescribeTableCommand({ TableName: 'Music' })))
  const record = await last('DescribeTable')
  assert.equal(record.errorCode, 'AccessDenied')
  assert.match(
    record.errorMessage ?? '',
    /user\/mallory is not authorized to perform: dynamodb:DescribeTable/,
  )
  assert.equal(record.requestParameters, null)
  assert.equal(record.userIdentity.type, 'IAMUser')
  assert.equal(record.userIdentity.userName, 'mallory')
})

test('secrets that an answer holds are in no record', async () => {
  const iam = realm.iam()
  await iam.send(new CreateUserCommand({ UserName: 'alice' }))
  const { AccessKey } = await iam.send(new CreateAccessKeyCommand({ UserName: 'alice' }))
  await iam.send(new GetUserCommand({ UserName: 'alice' }))
  const record = await last('CreateAccessKey')
  const shown = record.responseElements?.['accessKey'] as Record<string, unknown>
  assert.equal(shown['accessKeyId'], AccessKey?.AccessKeyId)
  assert.equal(record.awsRegion, 'us-east-1')
  assert.ok(AccessKey?.SecretAccessKey)
  assert.ok(!JSON.stringify(await records()).includes(AccessKey.SecretAccessKey))
})

test('a role session names its role', async () => {
  const role = { RoleName: 'ops', AssumeRolePolicyDocument: trust({ AWS: account }) }
  await realm.iam().send(new CreateRoleCommand(role))
  const keys = await realm.user('bob')
  await realm.iam().send(
    new PutUserPolicyCommand({
      UserName: 'bob',
      PolicyName: 'p',
      PolicyDocument: policy(allow('sts:*')),
    }),
  )
  const RoleArn = `arn:aws:iam::${account}:role/ops`
  const { Credentials } = await realm
    .sts(keys)
    .send(new AssumeRoleCommand({ RoleArn, RoleSessionName: 'night', SourceIdentity: 'bob' }))
  assert.ok(Credentials?.AccessKeyId && Credentials.SecretAccessKey && Credentials.SessionToken)
  const session = {
    accessKeyId: Credentials.AccessKeyId,
    secretAccessKey: Credentials.SecretAccessKey,
    sessionToken: Credentials.SessionToken,
  }
  await assert.rejects(realm.dynamodb(session).send(new ListTablesCommand({})))
  const { userIdentity } = await last('ListTables')
  assert.equal(userIdentity.type, 'AssumedRole')
  assert.equal(userIdentity.arn, `arn:aws:sts::${account}:assumed-role/ops/night`)
  assert.equal(userIdentity.sessionContext?.sessionIssuer?.arn, RoleArn)
  assert.equal(userIdentity.sessionContext.sourceIdentity, 'bob')
  assert.equal(userIdentity.sessionContext.attributes.mfaAuthenticated, 'false')
  const assumed = await last('AssumeRole')
  assert.deepEqual(assumed.resources?.[0]?.type, 'AWS::IAM::Role')
  assert.ok(!JSON.stringify(assumed).includes(Credentials.SessionToken))
})

test('the use of a KMS key for a table is recorded as the use of the service, or of the caller through it', async () => {
  const { KeyMetadata } = await realm.kms().send(new CreateKeyCommand({}))
  const SSESpecification = {
    Enabled: true,
    SSEType: 'KMS' as const,
    KMSMasterKeyId: KeyMetadata?.KeyId,
  }
  await realm
    .dynamodb()
    .send(new CreateTableCommand({ ...table, TableName: 'Sealed', SSESpecification }))
  await realm.dynamodb().send(new ListTablesCommand({}))
  const made = await last('GenerateDataKey')
  assert.deepEqual(made.userIdentity, {
    type: 'AWSService',
    invokedBy: 'dynamodb.amazonaws.com',
  })
  assert.equal(made.sourceIPAddress, 'dynamodb.amazonaws.com')
  assert.deepEqual(made.requestParameters?.['encryptionContext'], {
    'aws:dynamodb:subscriberId': account,
    'aws:dynamodb:tableName': 'Sealed',
  })
  assert.deepEqual(made.resources, [
    { accountId: account, type: 'AWS::KMS::Key', ARN: KeyMetadata?.Arn },
  ])
  const granted = await last('CreateGrant')
  assert.equal(granted.userIdentity.type, 'Root')
  assert.equal(granted.userIdentity.invokedBy, 'dynamodb.amazonaws.com')
  const created = await last('CreateTable')
  assert.equal(created.errorCode, undefined)
})

test('the use of a key is recorded with its ARN, by whatever name it was used', async () => {
  const kms = realm.kms()
  const { KeyMetadata } = await kms.send(new CreateKeyCommand({}))
  const { KeyId, Arn } = KeyMetadata ?? {}
  await kms.send(new CreateAliasCommand({ AliasName: 'alias/used', TargetKeyId: KeyId }))
  await kms.send(new DescribeKeyCommand({ KeyId: 'alias/used' }))
  const resource = { accountId: account, type: 'AWS::KMS::Key', ARN: Arn }
  assert.deepEqual((await last('DescribeKey')).resources, [resource])
  assert.ok(
    JSON.stringify((await last('CreateAlias')).resources).includes(JSON.stringify(resource)),
  )
})

test('an operation that is not served leaves a record that names its caller', async () => {
  const backup = new CreateBackupCommand({ TableName: 'Music', BackupName: 'b' })
  await assert.rejects(realm.dynamodb().send(backup), { name: 'UnknownOperationException' })
  const record = await last('CreateBackup')
  assert.equal(record.errorCode, 'UnknownOperationException')
  assert.equal(record.userIdentity.type, 'Root')
})

test('a bad signature is recorded, of a flood a few a second and the number of the rest', async () => {
  const bad = realm.dynamodb({ ...realm.root, secretAccessKey: 'wrong' })
  const before = (await records()).length
  const begun = performance.now()
  await Promise.all(
    Array.from({ length: 60 }, () => assert.rejects(bad.send(new ListTablesCommand({})))),
  )
  // A machine that needs longer for them gets more seconds, and so more records.
  const windows = 2 + Math.floor((performance.now() - begun) / 1000)
  const found = (await records()).slice(before)
  const told = `${String(found.length)} records of 60 refusals in ${String(windows)} windows`
  assert.ok(found.length > 0 && found.length <= windows * limits.auditRefusedPerSecond, told)
  assert.equal(found[0]?.errorCode, 'InvalidSignatureException')
  assert.deepEqual(found[0].userIdentity, {
    type: 'Unknown',
    accessKeyId: realm.root.accessKeyId,
  })
})

test('of denied management requests of one principal so many are recorded, of IAM and of KMS', async () => {
  const { KeyMetadata } = await realm.kms().send(new CreateKeyCommand({}))
  const keys = await realm.user('trudy')
  const [iam, kms] = [realm.iam(keys), realm.kms(keys)]
  const describe = () => kms.send(new DescribeKeyCommand({ KeyId: KeyMetadata?.KeyId }))
  const list = () => iam.send(new ListUsersCommand({}))
  for (let left = limits.auditDenials + 20; left > 0; left -= 20) {
    await Promise.all(
      Array.from({ length: 20 }, (_, at) => assert.rejects(at % 2 === 0 ? list() : describe())),
    )
  }
  const found = (await records()).filter(
    ({ errorCode, userIdentity }) =>
      errorCode === 'AccessDenied' && userIdentity.userName === 'trudy',
  )
  assert.equal(found.length, limits.auditDenials)
})

test('data events that no trail selects are not recorded, but for denials', async () => {
  const dynamodb = realm.dynamodb()
  await dynamodb.send(new PutItemCommand({ TableName: 'Music', Item: { pk: { S: 'a' } } }))
  const get = new GetItemCommand({ TableName: 'Music', Key: { pk: { S: 'a' } } })
  await dynamodb.send(get)
  const keys = await realm.user('eve')
  await assert.rejects(realm.dynamodb(keys).send(get))
  const data = (await records()).filter(({ eventCategory }) => eventCategory === 'Data')
  assert.deepEqual(
    data.map(({ eventName, errorCode }) => [eventName, errorCode]),
    [['GetItem', 'AccessDenied']],
  )
})
