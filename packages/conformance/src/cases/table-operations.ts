import assert from 'node:assert/strict'
import type { ListTablesCommandOutput, TableDescription } from '@aws-sdk/client-dynamodb'
import { Cases, type Case } from '../case.ts'
import { accepted, eventually, refused } from '../expect.ts'
import { key, untilActive } from '../tables.ts'
import type { Target } from '../target.ts'

const pk = { AttributeName: 'pk', AttributeType: 'S' } as const
const simple = { AttributeDefinitions: [pk], KeySchema: key(['pk']) }
const onDemand = { ...simple, BillingMode: 'PAY_PER_REQUEST' } as const

/** Success of the table operations. */
export function tableOperationCases(): Case[] {
  return [...createCases(), ...describeCases(), ...listCases(), ...updateCases(), ...deleteCases()]
}

function createCases(): Case[] {
  const create = new Cases('CreateTable')
  create.core('creates', 'A new table can be used once it is ACTIVE', (target) =>
    withTable(target, onDemand, async (TableName) => {
      await target.db.putItem({ TableName, Item: { pk: { S: 'x' } } })
      const read = await target.db.getItem({
        TableName,
        Key: { pk: { S: 'x' } },
        ConsistentRead: true,
      })
      assert.deepEqual(read.Item, { pk: { S: 'x' } })
    }),
  )
  create.core('answers', 'The answer describes a table that is being created', async (target) => {
    const TableName = nameOf(target)
    const { TableDescription: table } = await target.db.createTable({ TableName, ...onDemand })
    assert.equal(table?.TableStatus, 'CREATING')
    assert.equal(table.TableName, TableName)
    assert.deepEqual(table.KeySchema, key(['pk']))
    assert.deepEqual(table.AttributeDefinitions, [pk])
    assert.match(
      table.TableArn ?? '',
      new RegExp(`^arn:aws:dynamodb:${target.region}:\\d{12}:table/${TableName}$`),
    )
    assert.match(table.TableId ?? '', /^[0-9a-f-]{36}$/)
    assert.ok(table.CreationDateTime instanceof Date)
    assert.equal(table.BillingModeSummary?.BillingMode, 'PAY_PER_REQUEST')
    assert.deepEqual(table.ProvisionedThroughput, {
      NumberOfDecreasesToday: 0,
      ReadCapacityUnits: 0,
      WriteCapacityUnits: 0,
    })
    assert.equal(table.ItemCount, 0)
    assert.equal(table.TableSizeBytes, 0)
    assert.equal(table.DeletionProtectionEnabled, false)
    await drop(target, TableName)
  })
  create.complete(
    'provisioned',
    'A provisioned table answers its units and no billing summary',
    (target) => {
      const ProvisionedThroughput = { ReadCapacityUnits: 3, WriteCapacityUnits: 4 }
      return withTable(target, { ...simple, ProvisionedThroughput }, (_, table) => {
        assert.deepEqual(table.ProvisionedThroughput, {
          ...ProvisionedThroughput,
          NumberOfDecreasesToday: 0,
        })
        assert.equal(table.BillingModeSummary, undefined)
      })
    },
  )
  create.complete('taken', 'A name is taken once', async (target) => {
    const message = `Table already exists: ${target.tables.hash}`
    const input = { TableName: target.tables.hash, ...onDemand }
    await refused(target, 'CreateTable', input, { error: 'ResourceInUseException', message })
  })
  create.complete(
    'again',
    'A name that was deleted is another table with no items',
    async (target) => {
      const TableName = nameOf(target)
      const ids: (string | undefined)[] = []
      for (let round = 0; round < 2; round++) {
        const { TableDescription } = await target.db.createTable({ TableName, ...onDemand })
        ids.push(TableDescription?.TableId)
        await untilActive(target.db, TableName)
        const { Count } = await target.db.scan({ TableName, ConsistentRead: true })
        assert.equal(Count, 0)
        await target.db.putItem({ TableName, Item: { pk: { S: 'x' } } })
        await drop(target, TableName)
      }
      assert.notEqual(ids[0], ids[1])
    },
  )
  return create.list
}

function describeCases(): Case[] {
  const describe = new Cases('DescribeTable')
  describe.core(
    'indexes',
    'Indexes are described with key, projection, status and ARN',
    async (target) => {
      const TableName = target.tables.indexed
      const { Table } = await target.db.describeTable({ TableName })
      const global = new Map(
        Table?.GlobalSecondaryIndexes?.map((index) => [index.IndexName, index]),
      )
      const local = new Map(Table?.LocalSecondaryIndexes?.map((index) => [index.IndexName, index]))
      assert.deepEqual([...global.keys()].sort(), ['gsi-all', 'gsi-include', 'gsi-keys'])
      assert.deepEqual([...local.keys()].sort(), ['lsi-all', 'lsi-include'])
      const include = global.get('gsi-include')
      assert.deepEqual(include?.KeySchema, key(['g'], ['gs']))
      assert.deepEqual(include.Projection, {
        ProjectionType: 'INCLUDE',
        NonKeyAttributes: ['data'],
      })
      assert.equal(include.IndexStatus, 'ACTIVE')
      assert.equal(include.IndexArn, `${Table?.TableArn ?? ''}/index/gsi-include`)
      assert.equal(typeof include.ItemCount, 'number')
      assert.deepEqual(local.get('lsi-all')?.Projection, { ProjectionType: 'ALL' })
    },
  )
  describe.complete('same-id', 'The id of a table stays', async (target) => {
    const ids = await Promise.all(
      [1, 2].map(() => target.db.describeTable({ TableName: target.tables.hash })),
    )
    assert.equal(ids[0]?.Table?.TableId, ids[1]?.Table?.TableId)
  })
  describe.complete(
    'multi-attribute-key',
    'A key of several attributes is described in order',
    async (target) => {
      const { Table } = await target.db.describeTable({ TableName: target.tables.multi })
      assert.deepEqual(
        Table?.GlobalSecondaryIndexes?.[0]?.KeySchema,
        key(['h1', 'h2'], ['r1', 'r2', 'r3']),
      )
    },
  )
  return describe.list
}

function listCases(): Case[] {
  const list = new Cases('ListTables')
  list.core(
    'pages',
    'Pages of names are in order and neither drop nor repeat one',
    async (target) => {
      const own = (Object.values(target.tables) as string[]).sort()
      const names: string[] = []
      // Just before the first of the shared tables, which no other table sorts between.
      let start: string | undefined = `${(own[0] ?? '').slice(0, -1)}-`
      while (start !== undefined && names.length < 200) {
        const page: ListTablesCommandOutput = await target.db.listTables({
          ExclusiveStartTableName: start,
          Limit: 2,
        })
        names.push(...(page.TableNames ?? []))
        start = page.LastEvaluatedTableName
        if (start !== undefined) assert.equal(start, page.TableNames?.at(-1))
      }
      assert.deepEqual(names, names.toSorted())
      assert.deepEqual(
        names.filter((name) => own.includes(name)),
        own,
      )
    },
  )
  list.complete('after-all', 'A cursor after all names is an empty page', async (target) => {
    const answer = await accepted(target, 'ListTables', { ExclusiveStartTableName: 'zzzzzzzzzzzz' })
    assert.deepEqual(answer, { TableNames: [] })
  })
  return list.list
}

function updateCases(): Case[] {
  const update = new Cases('UpdateTable')
  update.complete('throughput', 'Provisioned units change', (target) => {
    const ProvisionedThroughput = { ReadCapacityUnits: 1, WriteCapacityUnits: 1 }
    return withTable(target, { ...simple, ProvisionedThroughput }, async (TableName) => {
      const asked = { ReadCapacityUnits: 2, WriteCapacityUnits: 3 }
      const { TableDescription } = await target.db.updateTable({
        TableName,
        ProvisionedThroughput: asked,
      })
      assert.equal(TableDescription?.TableStatus, 'UPDATING')
      assert.equal(TableDescription.ProvisionedThroughput?.ReadCapacityUnits, 1)
      await untilActive(target.db, TableName)
      const { Table } = await target.db.describeTable({ TableName })
      assert.equal(Table?.ProvisionedThroughput?.ReadCapacityUnits, 2)
      assert.equal(Table.ProvisionedThroughput.WriteCapacityUnits, 3)
      assert.ok(Table.ProvisionedThroughput.LastIncreaseDateTime)
    })
  })
  update.complete('protection', 'A protected table is not deleted', (target) =>
    withTable(target, { ...onDemand, DeletionProtectionEnabled: true }, async (TableName) => {
      await refused(
        target,
        'DeleteTable',
        { TableName },
        {
          message:
            'Resource cannot be deleted as it is currently protected against deletion. Disable deletion protection first.',
        },
      )
      const off = await target.db.updateTable({ TableName, DeletionProtectionEnabled: false })
      assert.equal(off.TableDescription?.DeletionProtectionEnabled, false)
    }),
  )
  return update.list
}

function deleteCases(): Case[] {
  const remove = new Cases('DeleteTable')
  remove.core('deletes', 'A deleted table is gone', async (target) => {
    const TableName = nameOf(target)
    await target.db.createTable({ TableName, ...onDemand })
    await untilActive(target.db, TableName)
    const { TableDescription } = await target.db.deleteTable({ TableName })
    assert.equal(TableDescription?.TableStatus, 'DELETING')
    await untilGone(target, TableName)
    await refused(
      target,
      'GetItem',
      { TableName, Key: { pk: { S: 'x' } } },
      { error: 'ResourceNotFoundException' },
    )
    const { TableNames } = await target.db.listTables({
      ExclusiveStartTableName: TableName.slice(0, -1),
      Limit: 1,
    })
    assert.notDeepEqual(TableNames, [TableName])
  })
  return remove.list
}

type Definition = Omit<Parameters<Target['db']['createTable']>[0], 'TableName'>

/** Creates a table, waits for it, uses it and deletes it. */
async function withTable(
  target: Target,
  definition: Definition,
  use: (TableName: string, table: TableDescription) => Promise<void> | void,
): Promise<void> {
  const TableName = nameOf(target)
  const { TableDescription: table } = await target.db.createTable({ TableName, ...definition })
  await untilActive(target.db, TableName)
  try {
    await use(TableName, table ?? {})
  } finally {
    await drop(target, TableName)
  }
}

function nameOf(target: Target): string {
  return `conformance_own_${target.fresh()}`
}

async function drop(target: Target, TableName: string): Promise<void> {
  await untilActive(target.db, TableName)
  await target.db.deleteTable({ TableName })
  await untilGone(target, TableName)
}

async function untilGone(target: Target, TableName: string): Promise<void> {
  await eventually(() =>
    refused(
      target,
      'DescribeTable',
      { TableName },
      {
        error: 'ResourceNotFoundException',
        message: `Requested resource not found: Table: ${TableName} not found`,
      },
    ),
  )
}
