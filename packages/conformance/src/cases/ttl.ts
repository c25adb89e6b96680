import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { refused } from '../expect.ts'
import { key, untilActive } from '../tables.ts'
import type { Target } from '../target.ts'

/** Time to live: the settings. That items expire takes longer than a case may. */
export function ttlCases(): Case[] {
  return [...updateCases(), ...describeCases()]
}

function updateCases(): Case[] {
  const update = new Cases('UpdateTimeToLive')
  update.core('enables', 'Expiry is enabled for an attribute, and described so', (target) =>
    withTable(target, async (TableName) => {
      const TimeToLiveSpecification = { Enabled: true, AttributeName: 'exp' }
      const answer = await target.db.updateTimeToLive({ TableName, TimeToLiveSpecification })
      assert.deepEqual(answer.TimeToLiveSpecification, TimeToLiveSpecification)
      const { TimeToLiveDescription } = await target.db.describeTimeToLive({ TableName })
      assert.equal(TimeToLiveDescription?.AttributeName, 'exp')
      assert.match(TimeToLiveDescription.TimeToLiveStatus ?? '', /^ENABL(ING|ED)$/)
    }),
  )
  update.complete(
    'keeps',
    'Items whose attribute lies ahead, is no number or lies more than five years back stay',
    (target) =>
      withTable(target, async (TableName) => {
        const now = Math.floor(Date.now() / 1000)
        const values = [{ N: String(now + 3600) }, { S: String(now - 60) }, { N: '1000' }]
        for (const [at, exp] of values.entries()) {
          await target.db.putItem({ TableName, Item: { pk: { S: String(at) }, exp } })
        }
        await enable(target, TableName)
        const { Count } = await target.db.scan({ TableName, ConsistentRead: true })
        assert.equal(Count, 3)
      }),
  )
  update.strict(
    'no-change',
    'What changes nothing, and what comes too soon, is refused',
    (target) =>
      withTable(target, async (TableName) => {
        const change = (Enabled: boolean, AttributeName: string, message: string): Promise<void> =>
          refused(
            target,
            'UpdateTimeToLive',
            { TableName, TimeToLiveSpecification: { Enabled, AttributeName } },
            { message },
          )
        await change(false, 'exp', 'TimeToLive is already disabled')
        await enable(target, TableName)
        await change(true, 'exp', 'TimeToLive is already enabled')
        await change(
          true,
          'other',
          'TimeToLive is active on a different AttributeName: current AttributeName is exp',
        )
        await change(
          false,
          'exp',
          'Time to live has been modified multiple times within a fixed interval',
        )
      }),
  )
  update.strict('refusals', 'A specification without its members is refused', async (target) => {
    const TableName = target.tables.hash
    await refused(
      target,
      'UpdateTimeToLive',
      { TableName, TimeToLiveSpecification: {} },
      {
        message:
          "2 validation errors detected: Value null at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must not be null; Value null at 'timeToLiveSpecification.enabled' failed to satisfy constraint: Member must not be null",
      },
    )
    await refused(
      target,
      'UpdateTimeToLive',
      { TableName, TimeToLiveSpecification: { Enabled: true, AttributeName: '' } },
      {
        message:
          "1 validation error detected: Value '' at 'timeToLiveSpecification.attributeName' failed to satisfy constraint: Member must have length greater than or equal to 1",
      },
    )
  })
  update.strict('absent-table', 'A table that is not there is not found', (target) =>
    refused(
      target,
      'UpdateTimeToLive',
      {
        TableName: 'conformance_absent',
        TimeToLiveSpecification: { Enabled: true, AttributeName: 'exp' },
      },
      notFound,
    ),
  )
  return update.list
}

function describeCases(): Case[] {
  const describe = new Cases('DescribeTimeToLive')
  describe.core('disabled', 'Expiry is disabled from the start', async (target) => {
    const { TimeToLiveDescription } = await target.db.describeTimeToLive({
      TableName: target.tables.hash,
    })
    assert.deepEqual(TimeToLiveDescription, { TimeToLiveStatus: 'DISABLED' })
  })
  describe.strict('absent-table', 'A table that is not there is not found', (target) =>
    refused(target, 'DescribeTimeToLive', { TableName: 'conformance_absent' }, notFound),
  )
  return describe.list
}

const notFound = {
  error: 'ResourceNotFoundException',
  message: 'Requested resource not found: Table: conformance_absent not found',
}

async function enable({ db }: Target, TableName: string): Promise<void> {
  const TimeToLiveSpecification = { Enabled: true, AttributeName: 'exp' }
  await db.updateTimeToLive({ TableName, TimeToLiveSpecification })
}

async function withTable(target: Target, use: (name: string) => Promise<void>): Promise<void> {
  const TableName = `conformance_${target.fresh()}`
  await target.db.createTable({
    TableName,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: key(['pk']),
    BillingMode: 'PAY_PER_REQUEST',
  })
  await untilActive(target.db, TableName)
  await use(TableName)
  await target.db.deleteTable({ TableName })
}
