import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '../../src/base/index.ts'
import { rootCaller, type Caller } from '../../src/security/credentials/index.ts'
import { compilePolicies, parsePolicy } from '../../src/security/policy/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { accountId, keep, tables, type Tables } from './tables.ts'

const decrypt = {
  Effect: 'Allow',
  Action: 'kms:Decrypt',
  Resource: '*',
  Condition: {
    StringEquals: {
      'kms:ViaService': 'dynamodb.us-east-1.amazonaws.com',
      'kms:EncryptionContext:aws:dynamodb:tableName': 'orders',
    },
  },
}

/** A user who may do everything with tables, and with keys what the statements say. */
function user(...statements: object[]): Caller {
  const arn = `arn:aws:iam::${accountId}:user/ann`
  const parsed = parsePolicy(
    JSON.stringify({
      Version: '2012-10-17',
      Statement: [{ Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }, ...statements],
    }),
    'identity',
  )
  assert.ok(parsed.ok)
  return {
    ...rootCaller(accountId, 'AKIDANN'),
    arn,
    principalArn: arn,
    kind: 'user',
    userName: 'ann',
    userId: 'AIDAANN',
    principal: { kind: 'user', account: accountId, arn, id: 'AIDAANN' },
    policies: { identity: compilePolicies('identity', [{ id: 'p', policy: parsed.policy }]) },
  }
}

async function createTable(server: Tables, TableName: string, key?: string): Promise<void> {
  await server.dynamodb('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    ...(key && { SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: key } }),
  })
}

async function setUp() {
  const kept = keep(openMemoryStore())
  const server = tables(kept)
  const { KeyMetadata } = await server.kms('CreateKey', {})
  const { KeyId } = KeyMetadata as { KeyId: string }
  await createTable(server, 'orders', KeyId)
  await createTable(server, 'other', KeyId)
  await createTable(server, 'managed', 'alias/aws/dynamodb')
  await createTable(server, 'plain')
  return { server, KeyId, clock: kept.clock }
}

const Item = { pk: { S: 'a' } }
const requests = (TableName: string): [string, object][] => [
  ['GetItem', { TableName, Key: Item }],
  ['PutItem', { TableName, Item }],
  ['DeleteItem', { TableName, Key: Item }],
  ['UpdateItem', { TableName, Key: Item }],
  ['Scan', { TableName }],
  [
    'Query',
    {
      TableName,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': { S: 'a' } },
    },
  ],
  ['BatchGetItem', { RequestItems: { [TableName]: { Keys: [Item] } } }],
  ['BatchWriteItem', { RequestItems: { [TableName]: [{ PutRequest: { Item } }] } }],
  ['TransactGetItems', { TransactItems: [{ Get: { TableName, Key: Item } }] }],
  ['TransactWriteItems', { TransactItems: [{ Put: { TableName, Item } }] }],
  ['ExecuteStatement', { Statement: `SELECT * FROM "${TableName}"` }],
]

const refused = {
  code: 'AccessDeniedException',
  message:
    /^KMS key access denied error: com\.amazonaws\.services\.kms\.model\.AWSKMSException: The ciphertext refers to a customer master key that does not exist, .* not allowed to access\. \(Service: AWSKMS; Status Code: 400; Error Code: AccessDeniedException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
}

test('items of a table under a customer key need the right to decrypt by way of DynamoDB, in its context', async () => {
  const { server } = await setUp()
  const without = user()
  const may = user(decrypt)
  for (const [operation, input] of requests('orders')) {
    await assert.rejects(server.dynamodb(operation, input, without), refused, operation)
    await server.dynamodb(operation, input, may)
  }
  for (const [operation, input] of requests('other')) {
    await assert.rejects(server.dynamodb(operation, input, may), refused, operation)
  }
  for (const table of ['managed', 'plain']) {
    for (const [operation, input] of requests(table)) {
      await server.dynamodb(operation, input, without)
    }
  }
  await server.dynamodb('DescribeTable', { TableName: 'orders' }, without)
  // By itself the right is none: the key is used by way of the service alone.
  await assert.rejects(
    server.kms('GenerateDataKey', { KeyId: 'alias/aws/dynamodb', KeySpec: 'AES_256' }, may),
    { code: 'AccessDeniedException' },
  )
})

test('a denial in the caller’s policies counts at once, one in the key’s policy within the period', async () => {
  const { server, KeyId, clock } = await setUp()
  const get = (caller: Caller) =>
    server.dynamodb('GetItem', { TableName: 'orders', Key: Item }, caller)
  const may = user(decrypt)
  await get(may)
  const denied = user(decrypt, { Effect: 'Deny', Action: 'kms:Decrypt', Resource: '*' })
  await assert.rejects(get(denied), refused)

  const root = { AWS: `arn:aws:iam::${accountId}:root` }
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' },
      {
        Effect: 'Deny',
        Principal: '*',
        Action: 'kms:Decrypt',
        Resource: '*',
        Condition: { ArnEquals: { 'aws:PrincipalArn': may.arn } },
      },
    ],
  })
  await server.kms('PutKeyPolicy', { KeyId, Policy })
  await get(may)
  clock.advance(limits.keyCacheMs)
  await assert.rejects(get(may), refused)
  // Another caller, and the service itself, are not disturbed.
  await get(rootCaller(accountId, 'AKIDROOT'))
})

test('a grant gives the right too, and its grantee may pass on no more than it has', async () => {
  const { server, KeyId } = await setUp()
  const ann = user()
  const context = (tableName: string) => ({
    'aws:dynamodb:tableName': tableName,
    'aws:dynamodb:subscriberId': accountId,
  })
  await server.kms('CreateGrant', {
    KeyId,
    GranteePrincipal: ann.arn,
    Operations: ['Decrypt', 'CreateGrant'],
    Constraints: { EncryptionContextSubset: { 'aws:dynamodb:tableName': 'orders' } },
  })
  await server.dynamodb('GetItem', { TableName: 'orders', Key: Item }, ann)
  await assert.rejects(server.dynamodb('GetItem', { TableName: 'other', Key: Item }, ann), refused)

  const child = (Operations: string[], Constraints?: object) =>
    server.kms(
      'CreateGrant',
      {
        KeyId,
        GranteePrincipal: `arn:aws:iam::${accountId}:user/bob`,
        Operations,
        ...(Constraints && { Constraints }),
      },
      ann,
    )
  const { GrantToken } = await child(['Decrypt'], { EncryptionContextEquals: context('orders') })
  await child(['Decrypt'], { EncryptionContextSubset: context('orders') })
  const denied = { code: 'AccessDeniedException' }
  await assert.rejects(child(['Encrypt'], { EncryptionContextSubset: context('orders') }), denied)
  await assert.rejects(child(['Decrypt']), denied)
  await assert.rejects(child(['Decrypt'], { EncryptionContextSubset: context('other') }), denied)
  await assert.rejects(child(['Decrypt'], { EncryptionContextSubset: { a: 'b' } }), denied)

  const describe = (GrantTokens: unknown[]) => server.kms('DescribeKey', { KeyId, GrantTokens })
  await describe([GrantToken])
  await assert.rejects(describe(['bm90IGEgdG9rZW4=']), { code: 'InvalidGrantTokenException' })
})

test('a grant does not reach beyond boundary, session policy and organization', async () => {
  const { server, KeyId } = await setUp()
  const ann = user()
  await server.kms('CreateGrant', {
    KeyId,
    GranteePrincipal: ann.arn,
    Operations: ['Encrypt', 'Decrypt'],
  })
  // The key's policy names nobody: only the grant gives the right.
  const Policy = JSON.stringify({
    Statement: [{ Effect: 'Deny', Principal: '*', Action: 'kms:Sign', Resource: '*' }],
  })
  await server.kms('PutKeyPolicy', { KeyId, Policy, BypassPolicyLockoutSafetyCheck: true })
  const Plaintext = Buffer.from('text').toString('base64')
  const encrypt = (caller: Caller) => server.kms('Encrypt', { KeyId, Plaintext }, caller)
  const get = (caller: Caller) =>
    server.dynamodb('GetItem', { TableName: 'orders', Key: Item }, caller)
  const limit = (kind: 'boundary' | 'session' | 'scp', Action: string): Caller => {
    const parsed = parsePolicy(
      JSON.stringify({ Statement: [{ Effect: 'Allow', Action, Resource: '*' }] }),
      kind,
    )
    assert.ok(parsed.ok)
    const some = compilePolicies(kind, [{ id: 'limit', policy: parsed.policy }])
    return {
      ...ann,
      policies: { ...ann.policies, ...(kind === 'scp' ? { scp: [some] } : { [kind]: some }) },
    }
  }
  await encrypt(ann)
  await get(ann)
  for (const kind of ['boundary', 'session', 'scp'] as const) {
    await encrypt(limit(kind, '*'))
    await get(limit(kind, '*'))
    const denied = { code: 'AccessDeniedException' }
    await assert.rejects(encrypt(limit(kind, 'dynamodb:*')), denied, kind)
    await assert.rejects(get(limit(kind, 'dynamodb:*')), refused, kind)
  }
})

test('of many requests at once after a period, one asks KMS for the table key', async () => {
  const { server, clock } = await setUp()
  const before = server.calls.decrypted
  for (let period = 1; period <= 3; period++) {
    clock.advance(limits.keyCacheMs)
    const all = Array.from({ length: 60 }, (_, at) =>
      server.dynamodb(...((requests('orders')[at % 6] ?? []) as [string, object])),
    )
    await Promise.all(all)
    assert.equal(server.calls.decrypted - before, period)
  }
})
