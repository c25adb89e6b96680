import assert from 'node:assert/strict'
import type { CreateTableCommandInput, TableDescription } from '@aws-sdk/client-dynamodb'
import { Cases, type Case } from '../case.ts'
import { accepted, eventually, refused } from '../expect.ts'
import { key, untilActive } from '../tables.ts'
import type { Target } from '../target.ts'

/** Table class, on-demand maximums, warm throughput, limits and endpoints: what they answer. */
export function tablePlaneCases(): Case[] {
  return [...accountCases(), ...classCases(), ...maximumCases(), ...warmCases(), ...indexCases()]
}

type Definition = Omit<CreateTableCommandInput, 'TableName'>

const pk = { AttributeName: 'pk', AttributeType: 'S' } as const
const onDemand: Definition = {
  AttributeDefinitions: [pk],
  KeySchema: key(['pk']),
  BillingMode: 'PAY_PER_REQUEST',
}
const units = { ReadCapacityUnits: 5, WriteCapacityUnits: 5 }
const provisioned: Definition = {
  AttributeDefinitions: [pk],
  KeySchema: key(['pk']),
  ProvisionedThroughput: units,
}
const gsi = {
  IndexName: 'gsi',
  KeySchema: key(['pk']),
  Projection: { ProjectionType: 'ALL' },
} as const

/** A table of its own, which is deleted afterwards. */
async function own(
  target: Target,
  definition: Definition,
  use: (TableName: string, created: TableDescription) => Promise<void>,
): Promise<void> {
  const TableName = `conformance_own_${target.fresh()}`
  const { TableDescription } = await target.db.createTable({ TableName, ...definition })
  await untilActive(target.db, TableName)
  try {
    await use(TableName, TableDescription ?? {})
  } finally {
    await eventually(async () => {
      await target.db.deleteTable({ TableName })
    })
  }
}

async function described(target: Target, TableName: string): Promise<TableDescription> {
  await untilActive(target.db, TableName)
  return (await target.db.describeTable({ TableName })).Table ?? {}
}

function accountCases(): Case[] {
  const limits = new Cases('DescribeLimits')
  limits.complete(
    'quotas',
    'The quotas of an account and of a table are answered',
    async (target) => {
      const answer = await target.db.describeLimits({})
      const account = answer.AccountMaxReadCapacityUnits ?? 0
      assert.ok(account >= (answer.TableMaxReadCapacityUnits ?? Infinity))
      assert.ok(
        (answer.AccountMaxWriteCapacityUnits ?? 0) >=
          (answer.TableMaxWriteCapacityUnits ?? Infinity),
      )
    },
  )
  const endpoints = new Cases('DescribeEndpoints')
  endpoints.complete('address', 'An address is answered, and how long it holds', async (target) => {
    const answer = await accepted(target, 'DescribeEndpoints', {})
    const [endpoint] = answer['Endpoints'] as { Address: string; CachePeriodInMinutes: number }[]
    assert.match(endpoint?.Address ?? '', /^[\w.:[\]-]+$/)
    assert.equal(endpoint?.CachePeriodInMinutes, 1440)
  })
  return [...limits.list, ...endpoints.list]
}

function classCases(): Case[] {
  const update = new Cases('UpdateTable')
  update.complete('table-class', 'The table class changes twice, and then no more', (target) =>
    own(target, onDemand, async (TableName, created) => {
      assert.equal(created.TableClassSummary, undefined)
      const TableClass = 'STANDARD_INFREQUENT_ACCESS'
      const first = await target.db.updateTable({ TableName, TableClass })
      assert.equal(first.TableDescription?.TableStatus, 'UPDATING')
      assert.equal(first.TableDescription.TableClassSummary, undefined)
      const { TableClassSummary } = await described(target, TableName)
      assert.equal(TableClassSummary?.TableClass, TableClass)
      assert.ok(TableClassSummary.LastUpdateDateTime instanceof Date)
      await target.db.updateTable({ TableName, TableClass: 'STANDARD' })
      await untilActive(target.db, TableName)
      await refused(
        target,
        'UpdateTable',
        { TableName, TableClass },
        {
          error: 'LimitExceededException',
          message:
            'Subscriber limit exceeded: Updates to TableClass are limited to 2 times in 30 day(s).',
        },
      )
    }),
  )
  const create = new Cases('CreateTable')
  create.complete('table-class', 'A class named at creation is described', (target) =>
    own(target, { ...onDemand, TableClass: 'STANDARD' }, async (TableName) => {
      const { TableClassSummary } = await described(target, TableName)
      assert.deepEqual(TableClassSummary, { TableClass: 'STANDARD' })
    }),
  )
  return [...update.list, ...create.list]
}

function maximumCases(): Case[] {
  const update = new Cases('UpdateTable')
  update.complete('on-demand-maximums', 'Each maximum is set and cleared on its own', (target) =>
    own(target, onDemand, async (TableName, created) => {
      assert.equal(created.OnDemandThroughput, undefined)
      const set = async (OnDemandThroughput: object): Promise<object | undefined> => {
        await target.db.updateTable({ TableName, OnDemandThroughput })
        return (await described(target, TableName)).OnDemandThroughput
      }
      assert.deepEqual(await set({ MaxReadRequestUnits: 10 }), { MaxReadRequestUnits: 10 })
      const both = { MaxReadRequestUnits: 10, MaxWriteRequestUnits: 20 }
      assert.deepEqual(await set({ MaxWriteRequestUnits: 20 }), both)
      await target.db.updateTable({ TableName, OnDemandThroughput: { MaxReadRequestUnits: -1 } })
      await target.db.updateTable({ TableName, OnDemandThroughput: { MaxWriteRequestUnits: -1 } })
      await eventually(async () => {
        assert.equal((await described(target, TableName)).OnDemandThroughput, undefined)
      })
    }),
  )
  return update.list
}

function warmCases(): Case[] {
  const describe = new Cases('DescribeTable')
  describe.complete(
    'warm-on-demand',
    'An on-demand table is warm for 12000 reads and 4000 writes',
    (target) =>
      own(target, onDemand, async (TableName, created) => {
        assert.equal(created.WarmThroughput, undefined)
        const { WarmThroughput } = await described(target, TableName)
        assert.deepEqual(WarmThroughput, {
          ReadUnitsPerSecond: 12_000,
          WriteUnitsPerSecond: 4000,
          Status: 'ACTIVE',
        })
      }),
  )
  describe.complete(
    'warm-provisioned',
    'A provisioned table is warm for what it was provisioned with',
    (target) =>
      own(target, provisioned, async (TableName) => {
        const less = { ReadCapacityUnits: 7, WriteCapacityUnits: 1 }
        await target.db.updateTable({ TableName, ProvisionedThroughput: less })
        const { WarmThroughput } = await described(target, TableName)
        assert.equal(WarmThroughput?.ReadUnitsPerSecond, 7)
        assert.equal(WarmThroughput.WriteUnitsPerSecond, 5)
      }),
  )
  const update = new Cases('UpdateTable')
  update.strict('warm-decrease', 'Warm throughput never decreases', (target) =>
    refused(
      target,
      'UpdateTable',
      { TableName: target.tables.hash, WarmThroughput: { ReadUnitsPerSecond: 11_999 } },
      {
        message:
          'One or more parameter values were invalid: Requested ReadUnitsPerSecond for WarmThroughput for table is lower than current WarmThroughput, decreasing WarmThroughput is not supported',
      },
    ),
  )
  return [...describe.list, ...update.list]
}

function indexCases(): Case[] {
  const update = new Cases('UpdateTable')
  update.complete('index-maximum', 'The maximum of an index is its own', (target) =>
    own(target, { ...onDemand, GlobalSecondaryIndexes: [gsi] }, async (TableName) => {
      const OnDemandThroughput = { MaxWriteRequestUnits: 30 }
      const { TableDescription } = await target.db.updateTable({
        TableName,
        GlobalSecondaryIndexUpdates: [{ Update: { IndexName: 'gsi', OnDemandThroughput } }],
      })
      assert.equal(TableDescription?.GlobalSecondaryIndexes?.[0]?.IndexStatus, 'UPDATING')
      await eventually(async () => {
        const { GlobalSecondaryIndexes: [index] = [] } = await described(target, TableName)
        assert.equal(index?.IndexStatus, 'ACTIVE')
        assert.deepEqual(index.OnDemandThroughput, OnDemandThroughput)
        assert.equal(index.WarmThroughput?.ReadUnitsPerSecond, 12_000)
      })
      const { OnDemandThroughput: ofTable } = await described(target, TableName)
      assert.equal(ofTable, undefined)
    }),
  )
  return update.list
}
