import assert from 'node:assert/strict'
import { beforeEach, describe, it } from 'node:test'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import { tableDelays } from '../../src/engine/index.ts'
import { ApiError } from '../../src/errors/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { inProcess, type InProcess } from '../properties/in-process.ts'

const TableName = 'slow'
const delay = 1000
const Key = { pk: { S: 'a' } }
const units = (each: number) => ({ ReadCapacityUnits: each, WriteCapacityUnits: each })
const ResourceArn = `arn:aws:dynamodb:us-east-1:000000000000:table/${TableName}`
const inUse = 'Attempt to change a resource which is still in use: '

describe('a table that takes its time', () => {
  let clock: ManualClock
  let store: KvStore
  let db: InProcess

  function open(): InProcess {
    return inProcess({ store, seed: 1, clock, delays: tableDelays(delay) })
  }

  beforeEach(async () => {
    clock = new ManualClock()
    store = openMemoryStore()
    db = open()
    await create()
  })

  const create = () =>
    db.call('CreateTable', {
      TableName,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
      ProvisionedThroughput: units(5),
    })

  async function refused(operation: string, input: object, message: string): Promise<void> {
    await assert.rejects(
      () => db.call(operation, { ...input }),
      (error) => {
        assert.ok(error instanceof ApiError)
        assert.equal(error.message, message, operation)
        return true
      },
    )
  }

  async function table(): Promise<Record<string, unknown>> {
    return (await db.call('DescribeTable', { TableName }))['Table'] as Record<string, unknown>
  }

  it('is CREATING, and neither used nor changed, until its time is over', async () => {
    assert.equal((await table())['TableStatus'], 'CREATING')
    await refused('GetItem', { TableName, Key }, 'Requested resource not found')
    await refused('DeleteTable', { TableName }, `${inUse}Table is being created: slow`)
    const update = { TableName, ProvisionedThroughput: units(6) }
    await refused('UpdateTable', update, `${inUse}Table is being created: slow`)
    const missing = `Requested resource not found: ResourceArn: ${ResourceArn} not found`
    await refused('ListTagsOfResource', { ResourceArn }, missing)
    await assert.rejects(create, { message: `${inUse}Table is being created: slow` })
    clock.advance(delay)
    assert.equal((await table())['TableStatus'], 'ACTIVE')
    await db.call('PutItem', { TableName, Item: Key })
    await assert.rejects(create, { message: 'Table already exists: slow' })
  })

  it('is UPDATING while its throughput changes, describes the old one, and can be used', async () => {
    clock.advance(delay)
    await db.call('UpdateTable', { TableName, ProvisionedThroughput: units(6) })
    const shown = await table()
    assert.equal(shown['TableStatus'], 'UPDATING')
    assert.equal((shown['ProvisionedThroughput'] as Record<string, number>)['ReadCapacityUnits'], 5)
    await db.call('PutItem', { TableName, Item: Key })
    const again = { TableName, ProvisionedThroughput: units(7) }
    await refused(
      'UpdateTable',
      again,
      `${inUse}Table IOPS are currently being updated. Table: slow`,
    )
    const updated = `${inUse}Table: slow is in the process of being updated.`
    await refused('DeleteTable', { TableName }, updated)
    await db.call('UpdateTable', { TableName, DeletionProtectionEnabled: true })
    clock.advance(delay)
    const then = await table()
    assert.equal(then['TableStatus'], 'ACTIVE')
    assert.equal((then['ProvisionedThroughput'] as Record<string, number>)['ReadCapacityUnits'], 6)
  })

  it('shows a new class when its time is over', async () => {
    clock.advance(delay)
    const TableClass = 'STANDARD_INFREQUENT_ACCESS'
    await db.call('UpdateTable', { TableName, TableClass })
    assert.equal((await table())['TableClassSummary'], undefined)
    await refused(
      'UpdateTable',
      { TableName, TableClass: 'STANDARD' },
      `${inUse}Can't update table class when a table class update is in progress. Table: slow TableClassUpdateInProgress: STANDARD_INFREQUENT_ACCESS`,
    )
    clock.advance(delay)
    const summary = (await table())['TableClassSummary'] as Record<string, unknown>
    assert.equal(summary['TableClass'], TableClass)
  })

  it('is DELETING, not to be used, and then gone, over a restart too', async () => {
    clock.advance(delay)
    await db.call('PutItem', { TableName, Item: Key })
    const { TableDescription } = await db.call('DeleteTable', { TableName })
    assert.equal((TableDescription as Record<string, unknown>)['TableStatus'], 'DELETING')
    assert.equal((await table())['TableStatus'], 'DELETING')
    await refused('GetItem', { TableName, Key }, 'Requested resource not found')
    await refused('DeleteTable', { TableName }, `${inUse}Table is being deleted: slow`)
    await assert.rejects(create, { message: 'Table already exists: slow' })
    await db.engine.stop()
    clock.advance(delay)
    db = open()
    while (
      (await db.engine.catalog.look({ accountId: '000000000000', name: TableName })) !== undefined
    ) {
      await new Promise((resolve) => setImmediate(resolve))
    }
    await create()
    clock.advance(delay)
    assert.equal((await db.call('GetItem', { TableName, Key }))['Item'], undefined)
  })
})
