import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openUnasked } from '../../src/app/table-key-source.ts'
import { silentLogger, systemRandom } from '../../src/base/index.ts'
import { createSealer, damagedRows, storedTables } from '../../src/engine/index.ts'
import type { TableDescriptor } from '../../src/engine/index.ts'
import { createServiceKey } from '../../src/security/keys/index.ts'
import { createKms } from '../../src/security/kms/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { keep, tables, type Kept } from './tables.ts'

const random = systemRandom

/** Opens table keys as the command does. */
function depsOf({ store, systemKey, serviceKey: secret, shares, clock }: Kept) {
  const sealer = createSealer(0, systemKey, random)
  const logger = silentLogger
  const kms = createKms({ store, sealer, serviceKey: secret, shares, clock, random, logger })
  const serviceKey = createServiceKey(secret, random)
  const unwrap = async (wrapped: string, context: Readonly<Record<string, string>>) => {
    const key = await openUnasked({ serviceKey, kms }, wrapped, context)
    assert(key !== undefined)
    return key
  }
  return { store, systemKey, source: { unwrap }, random }
}

async function descriptorOf({ store, systemKey }: Kept): Promise<TableDescriptor> {
  for await (const { descriptor } of storedTables(store, systemKey, random)) {
    assert(descriptor !== undefined)
    return descriptor
  }
  throw new Error('no table')
}

test('rows that got another key while they are verified are no damage, and what is damaged still is', async () => {
  const kept = keep(openMemoryStore())
  const server = tables(kept)
  await server.dynamodb('CreateTable', {
    TableName: 'table',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  })
  const put = (pk: string) =>
    server.dynamodb('PutItem', { TableName: 'table', Item: { pk: { S: pk } } })
  for (let at = 0; at < 20; at++) await put(`before ${String(at)}`)
  const old = await descriptorOf(kept)
  const { KeyMetadata } = await server.kms('CreateKey', {})
  const { KeyId } = KeyMetadata as { KeyId: string }
  await server.dynamodb('UpdateTable', {
    TableName: 'table',
    SSESpecification: { Enabled: true, SSEType: 'KMS', KMSMasterKeyId: KeyId },
  })
  await server.settle()
  for (let at = 0; at < 20; at++) await put(`after ${String(at)}`)
  assert.notDeepEqual((await descriptorOf(kept)).keys, old.keys)

  let rows = 0
  const count = (more: number): void => void (rows += more)
  assert.deepEqual(await damagedRows(depsOf(kept), old, count), [])
  assert.equal(rows, 40)

  const bounds = { start: Buffer.of(2), end: Buffer.of(3), limit: 100 }
  const [first, second] = await kept.store.range(bounds)
  await kept.store.commit({ checks: [], writes: [{ key: first!.key, value: second!.value }] })
  const [damage, ...more] = await damagedRows(depsOf(kept), old, count)
  assert.deepEqual([damage?.kind, damage?.count, more], ['item', 1, []])

  await server.dynamodb('DeleteTable', { TableName: 'table' })
  assert.deepEqual(await damagedRows(depsOf(kept), old, count), [], 'what is gone is no damage')
})
