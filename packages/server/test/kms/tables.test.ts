import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '../../src/base/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import type { Answer } from '../properties/in-process.ts'
import { accountId, keep, tables, type Tables } from './tables.ts'

function setUp() {
  const kept = keep(openMemoryStore())
  return { kept, ...kept, server: tables(kept) }
}

async function createKey(server: Tables, input: object = {}): Promise<{ id: string; arn: string }> {
  const { KeyMetadata } = await server.kms('CreateKey', input)
  const { KeyId, Arn } = KeyMetadata as { KeyId: string; Arn: string }
  return { id: KeyId, arn: Arn }
}

function create(server: Tables, TableName: string, SSESpecification?: object): Promise<Answer> {
  return server.dynamodb('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'g', AttributeType: 'S' },
    ],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-g',
        KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    ...(SSESpecification && { SSESpecification }),
  })
}

async function put(server: Tables, TableName: string, pk: string): Promise<void> {
  await server.dynamodb('PutItem', { TableName, Item: { pk: { S: pk }, g: { S: 'all' } } })
}

async function get(server: Tables, TableName: string, pk: string): Promise<unknown> {
  const { Item } = await server.dynamodb('GetItem', { TableName, Key: { pk: { S: pk } } })
  return Item
}

async function describe(server: Tables, TableName: string) {
  const { Table } = await server.dynamodb('DescribeTable', { TableName })
  return Table as Answer & { SSEDescription?: Answer; TableStatus: string }
}

const kmsKey = (key: { id: string }): object => ({
  Enabled: true,
  SSEType: 'KMS',
  KMSMasterKeyId: key.id,
})

test('each choice of key is described as the service describes it', async () => {
  const { server } = setUp()
  const key = await createKey(server)
  await server.kms('CreateAlias', { AliasName: 'alias/tables', TargetKeyId: key.id })
  await create(server, 'default')
  await create(server, 'off', { Enabled: false })
  for (const name of ['default', 'off']) {
    assert.equal((await describe(server, name)).SSEDescription, undefined)
  }
  const names = [key.id, key.arn, 'alias/tables', `arn:aws:kms:us-east-1:${accountId}:alias/tables`]
  for (const [at, KMSMasterKeyId] of names.entries()) {
    await create(server, `own-${String(at)}`, { SSEType: 'KMS', KMSMasterKeyId })
    assert.deepEqual((await describe(server, `own-${String(at)}`)).SSEDescription, {
      Status: 'ENABLED',
      SSEType: 'KMS',
      KMSMasterKeyArn: key.arn,
    })
  }
  await create(server, 'managed', { Enabled: true })
  await create(server, 'managed-2', { SSEType: 'KMS', KMSMasterKeyId: 'alias/aws/dynamodb' })
  const managed = (await describe(server, 'managed')).SSEDescription?.['KMSMasterKeyArn']
  assert.equal((await describe(server, 'managed-2')).SSEDescription?.['KMSMasterKeyArn'], managed)
  const { KeyMetadata } = await server.kms('DescribeKey', { KeyId: 'alias/aws/dynamodb' })
  assert.equal((KeyMetadata as Answer)['KeyManager'], 'AWS')
  assert.equal((KeyMetadata as Answer)['Arn'], managed)
})

test('what SSESpecification may not say, and keys that cannot be used, are refused, and nothing is left', async () => {
  const { server } = setUp()
  const disabled = await createKey(server)
  await server.kms('DisableKey', { KeyId: disabled.id })
  const pending = await createKey(server)
  await server.kms('ScheduleKeyDeletion', { KeyId: pending.id })
  const rsa = await createKey(server, { KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' })
  const prefix = 'One or more parameter values were invalid: '
  const refused: [object, RegExp][] = [
    [{ KMSMasterKeyId: 'x' }, new RegExp(`^${prefix}SSEType KMS is required`)],
    [{ Enabled: false, SSEType: 'KMS' }, /SSEType can not be specified if Enabled is false/],
    [{ Enabled: false, KMSMasterKeyId: 'x' }, /KMSMasterKeyId can not be specified/],
    [{ SSEType: 'AES256' }, /SSEType AES256 is not supported/],
    [
      kmsKey(disabled),
      /^KMS key disabled error: com.amazonaws.services.kms.model.DisabledException: arn:.* is disabled. \(Service: AWSKMS; Status Code: 400; Error Code: DisabledException; Request ID: [0-9a-f-]{36}; Proxy: null\)$/,
    ],
    [kmsKey(pending), /^KMS validation error: .*KMSInvalidStateException: .* is pending deletion/],
    [kmsKey({ id: 'alias/none' }), /^KMS validation error: .*NotFoundException: Alias/],
    [kmsKey(rsa), /^KMS internal error: /],
  ]
  for (const [specification, message] of refused) {
    await assert.rejects(create(server, 'refused', specification), { message })
  }
  assert.deepEqual(await server.dynamodb('ListTables', {}), { TableNames: [] })
})

test('a table asks KMS once a period under load, in its own context, under its own grant', async () => {
  const { server, clock } = setUp()
  const key = await createKey(server)
  await create(server, 'orders', kmsKey(key))
  assert.equal(server.calls.generated, 1)
  for (let period = 0; period < 3; period++) {
    for (let at = 0; at < 50; at++) {
      await put(server, 'orders', String(at))
      await get(server, 'orders', String(at))
    }
    assert.equal(server.calls.decrypted, period)
    clock.advance(limits.keyCacheMs)
  }
  const { Grants } = await server.kms('ListGrants', { KeyId: key.id })
  const [grant, ...more] = Grants as Answer[]
  assert.equal(more.length, 0)
  assert.equal(grant?.['GranteePrincipal'], 'dynamodb.us-east-1.amazonaws.com')
  assert.deepEqual(grant['Constraints'], {
    EncryptionContextSubset: {
      'aws:dynamodb:subscriberId': accountId,
      'aws:dynamodb:tableName': 'orders',
    },
  })
  await server.dynamodb('DeleteTable', { TableName: 'orders' })
  assert.deepEqual((await server.kms('ListGrants', { KeyId: key.id }))['Grants'], [])
})

test('a disabled key shuts its table alone, within the period, and opens it when it is back', async () => {
  const { server, clock } = setUp()
  const key = await createKey(server)
  await create(server, 'shut', kmsKey(key))
  await create(server, 'other')
  await put(server, 'shut', 'a')
  await put(server, 'other', 'a')
  await server.settle()
  await server.kms('DisableKey', { KeyId: key.id })
  clock.advance(limits.keyCacheMs)
  await server.settle()
  const refusal = { code: 'ValidationException', message: /^KMS key disabled error: / }
  await assert.rejects(get(server, 'shut', 'a'), refusal)
  await assert.rejects(put(server, 'shut', 'b'), refusal)
  const shut = await describe(server, 'shut')
  assert.equal(shut.TableStatus, 'INACCESSIBLE_ENCRYPTION_CREDENTIALS')
  assert.equal(shut.SSEDescription?.['Status'], 'ENABLED')
  assert.equal(typeof shut.SSEDescription['InaccessibleEncryptionDateTime'], 'number')
  assert.deepEqual(await get(server, 'other', 'a'), { pk: { S: 'a' }, g: { S: 'all' } })
  assert.equal((await describe(server, 'other')).TableStatus, 'ACTIVE')

  await server.kms('EnableKey', { KeyId: key.id })
  clock.advance(limits.keyWatchMs)
  await server.settle()
  const back = await describe(server, 'shut')
  assert.equal(back.TableStatus, 'ACTIVE')
  assert.equal(back.SSEDescription?.['InaccessibleEncryptionDateTime'], undefined)
  assert.deepEqual(await get(server, 'shut', 'a'), { pk: { S: 'a' }, g: { S: 'all' } })
})

test('revoked grants, denials, and pending deletion shut a table too; after seven days it is archived', async () => {
  const { server, clock } = setUp()
  const revoked = await createKey(server)
  const denied = await createKey(server)
  const pending = await createKey(server)
  for (const [name, key] of Object.entries({ revoked, denied, pending })) {
    await create(server, name, kmsKey(key))
    await put(server, name, 'a')
  }
  const { Grants } = await server.kms('ListGrants', { KeyId: revoked.id })
  const [grant] = Grants as { GrantId: string }[]
  await server.kms('RevokeGrant', { KeyId: revoked.id, GrantId: grant?.GrantId })
  const principal = { AWS: `arn:aws:iam::${accountId}:root` }
  const Policy = JSON.stringify({
    Version: '2012-10-17',
    Statement: [
      { Effect: 'Allow', Principal: principal, Action: 'kms:*', Resource: '*' },
      { Effect: 'Deny', Principal: '*', Action: 'kms:Decrypt', Resource: '*' },
    ],
  })
  await server.kms('PutKeyPolicy', { KeyId: denied.id, Policy })
  await server.kms('ScheduleKeyDeletion', { KeyId: pending.id, PendingWindowInDays: 30 })
  clock.advance(limits.keyCacheMs)
  await server.settle()
  const refused = { code: 'AccessDeniedException', message: /^KMS key access denied error: / }
  await assert.rejects(get(server, 'revoked', 'a'), refused)
  await assert.rejects(get(server, 'denied', 'a'), refused)
  await assert.rejects(get(server, 'pending', 'a'), /^ApiError: KMS validation error: /)

  clock.advance(limits.archiveAfterMs)
  await server.settle()
  const archived = await describe(server, 'pending')
  assert.equal(archived.TableStatus, 'ARCHIVED')
  const summary = archived['ArchivalSummary'] as Answer
  assert.equal(summary['ArchivalReason'], 'INACCESSIBLE_ENCRYPTION_CREDENTIALS')
  await server.dynamodb('DeleteTable', { TableName: 'pending' })
})

test('a change of the key re-wraps at once, re-encrypts in the background, and goes on after a restart', async () => {
  const { kept, server, clock, store } = setUp()
  const first = await createKey(server)
  const second = await createKey(server)
  await create(server, 'orders', kmsKey(first))
  for (let at = 0; at < 450; at++) await put(server, 'orders', String(at))
  const update = (SSESpecification: object) =>
    server.dynamodb('UpdateTable', { TableName: 'orders', SSESpecification })
  const same = kmsKey({ id: first.arn })
  await assert.rejects(update(same), /Table is already encrypted with given KMSMasterKeyId/)
  const { TableDescription } = await update(kmsKey(second))
  assert.deepEqual((TableDescription as Answer)['SSEDescription'], {
    Status: 'UPDATING',
    SSEType: 'KMS',
    KMSMasterKeyArn: first.arn,
  })
  // The process ends before the background has got far; another goes on.
  await server.engine.stop()
  const next = tables(kept)
  for (let turn = 0; turn < 100; turn++) {
    await next.settle()
    clock.advance(10_000)
  }
  const record = await next.engine.catalog.look({ accountId, name: 'orders' })
  assert.equal(record?.descriptor.encryption?.keyArn, second.arn)
  const { epoch } = record.descriptor.keys
  let rows = 0
  for (const first of [2, 3]) {
    const range = { start: Buffer.of(first), end: Buffer.of(first + 1), limit: 10_000 }
    for (const row of await store.range(range)) {
      assert.equal(row.value.readUInt32BE(1), epoch, 'every row has the new data key')
      rows++
    }
  }
  assert.equal(rows, 900)
  // The first key is needed no more.
  await next.kms('ScheduleKeyDeletion', { KeyId: first.id, PendingWindowInDays: 7 })
  clock.advance(limits.keyCacheMs)
  for (const at of [0, 449]) {
    assert.deepEqual(await get(next, 'orders', String(at)), {
      pk: { S: String(at) },
      g: { S: 'all' },
    })
  }
  await next.dynamodb('UpdateTable', { TableName: 'orders', SSESpecification: { Enabled: false } })
  const last = await next.engine.catalog.look({ accountId, name: 'orders' })
  assert.equal(last?.descriptor.encryption, undefined)
  await next.engine.stop()
})
