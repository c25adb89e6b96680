import assert from 'node:assert/strict'
import type { GlobalSecondaryIndexUpdate, TableDescription } from '@aws-sdk/client-dynamodb'
import { Cases, type Case } from '../case.ts'
import { eventually, refused } from '../expect.ts'
import { key, untilActive } from '../tables.ts'
import type { Target } from '../target.ts'

const attribute = (AttributeName: string) => ({ AttributeName, AttributeType: 'S' }) as const
const definition = {
  AttributeDefinitions: [attribute('pk')],
  KeySchema: key(['pk']),
  BillingMode: 'PAY_PER_REQUEST' as const,
}

const create = (IndexName: string, hash: string): GlobalSecondaryIndexUpdate => ({
  Create: { IndexName, KeySchema: key([hash]), Projection: { ProjectionType: 'ALL' } },
})

/** Creation and deletion of global indexes on a table that is in use. */
export function indexLifecycleCases(): Case[] {
  const update = new Cases('UpdateTable')
  update.core(
    'creates-index',
    'An index that is created later holds the items that were there, and those written since',
    (target) =>
      withTable(target, async (TableName) => {
        const { db } = target
        await db.putItem({ TableName, Item: { pk: { S: 'old' }, g: { S: 'x' } } })
        await db.putItem({ TableName, Item: { pk: { S: 'without' } } })
        const answer = await db.updateTable({
          TableName,
          AttributeDefinitions: [attribute('g')],
          GlobalSecondaryIndexUpdates: [create('later', 'g')],
        })
        assert.equal(answer.TableDescription?.TableStatus, 'UPDATING')
        const [index] = answer.TableDescription.GlobalSecondaryIndexes ?? []
        assert.equal(index?.IndexStatus, 'CREATING')
        assert.equal(index.Backfilling, false)
        await db.putItem({ TableName, Item: { pk: { S: 'new' }, g: { S: 'x' } } })
        await untilActive(db, TableName)
        await eventually(async () => {
          const { Items = [] } = await db.query({
            TableName,
            IndexName: 'later',
            KeyConditionExpression: 'g = :g',
            ExpressionAttributeValues: { ':g': { S: 'x' } },
          })
          assert.deepEqual(Items.map(({ pk }) => pk?.S).sort(), ['new', 'old'])
        })
        const table = await describe(target, TableName)
        assert.deepEqual(table.AttributeDefinitions, [attribute('g'), attribute('pk')])
      }),
  )
  update.complete(
    'index-passes-over-violations',
    'A new index passes over items whose attribute is no key of it, and refuses such values from then on',
    (target) =>
      withTable(target, async (TableName) => {
        const { db } = target
        await db.putItem({ TableName, Item: { pk: { S: 'number' }, g: { N: '1' } } })
        await db.putItem({ TableName, Item: { pk: { S: 'empty' }, g: { S: '' } } })
        await db.putItem({ TableName, Item: { pk: { S: 'long' }, g: { S: 'x'.repeat(2049) } } })
        await db.putItem({ TableName, Item: { pk: { S: 'good' }, g: { S: 'x' } } })
        await change(target, TableName, create('later', 'g'))
        await untilActive(db, TableName)
        const { Items = [] } = await db.scan({ TableName, IndexName: 'later' })
        assert.deepEqual(
          Items.map(({ pk }) => pk?.S),
          ['good'],
        )
        const read = await db.getItem({ TableName, Key: { pk: { S: 'number' } } })
        assert.deepEqual(read.Item?.['g'], { N: '1' })
        await refused(
          target,
          'PutItem',
          {
            TableName,
            Item: { pk: { S: 'late' }, g: { N: '1' } },
          },
          {
            message:
              'One or more parameter values were invalid: Type mismatch for Index Key g Expected: S Actual: N IndexName: later',
          },
        )
      }),
  )
  update.core(
    'deletes-index',
    'A deleted index vanishes with the attribute definitions that only it used; its name can be used again',
    (target) =>
      withTable(target, async (TableName) => {
        const { db } = target
        await change(target, TableName, create('later', 'g'))
        await untilActive(db, TableName)
        const answer = await db.updateTable({
          TableName,
          GlobalSecondaryIndexUpdates: [{ Delete: { IndexName: 'later' } }],
        })
        assert.equal(answer.TableDescription?.TableStatus, 'UPDATING')
        assert.equal(answer.TableDescription.GlobalSecondaryIndexes?.[0]?.IndexStatus, 'DELETING')
        await untilGone(target, TableName)
        const table = await describe(target, TableName)
        assert.deepEqual(table.AttributeDefinitions, [attribute('pk')])
        await refused(
          target,
          'Scan',
          { TableName, IndexName: 'later' },
          {
            message: 'The table does not have the specified index: later',
          },
        )
        await change(target, TableName, create('later', 'h'))
        await untilActive(db, TableName)
        const [index] = (await describe(target, TableName)).GlobalSecondaryIndexes ?? []
        assert.deepEqual(index?.KeySchema, key(['h']))
      }),
  )
  update.strict('index-refusals', 'Creations and deletions that cannot be are refused', (target) =>
    withTable(target, async (TableName) => {
      await change(target, TableName, create('there', 'g'))
      await untilActive(target.db, TableName)
      const refusedChanges = (
        GlobalSecondaryIndexUpdates: readonly GlobalSecondaryIndexUpdate[],
        error: string,
        message: string,
      ) =>
        refused(
          target,
          'UpdateTable',
          { TableName, AttributeDefinitions: [attribute('h')], GlobalSecondaryIndexUpdates },
          { error, message },
        )
      await refusedChanges(
        [create('there', 'h')],
        'ValidationException',
        'Attempting to create an index which already exists',
      )
      await refusedChanges(
        [{ Delete: { IndexName: 'absent' } }],
        'ResourceNotFoundException',
        `Requested resource not found: Index absent for table ${TableName}`,
      )
      await refusedChanges(
        [create('one', 'h'), create('two', 'h')],
        'LimitExceededException',
        'Subscriber limit exceeded: Only 1 online index can be created or deleted simultaneously per table',
      )
      await refusedChanges(
        [
          {
            Create: {
              ...create('units', 'h').Create,
              ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 },
            } as never,
          },
        ],
        'ValidationException',
        'One or more parameter values were invalid: Neither ReadCapacityUnits nor WriteCapacityUnits can be specified for index: units when BillingMode is PAY_PER_REQUEST',
      )
    }),
  )
  return update.list
}

async function change(
  target: Target,
  TableName: string,
  update: GlobalSecondaryIndexUpdate,
): Promise<void> {
  await target.db.updateTable({
    TableName,
    AttributeDefinitions: ['g', 'h'].map(attribute),
    GlobalSecondaryIndexUpdates: [update],
  })
}

async function describe({ db }: Target, TableName: string): Promise<TableDescription> {
  const { Table } = await db.describeTable({ TableName })
  assert.ok(Table)
  return Table
}

async function untilGone(target: Target, TableName: string): Promise<void> {
  await eventually(async () => {
    const { GlobalSecondaryIndexes = [] } = await describe(target, TableName)
    assert.deepEqual(GlobalSecondaryIndexes, [])
  })
}

async function withTable(target: Target, use: (name: string) => Promise<void>): Promise<void> {
  const TableName = `conformance_${target.fresh()}`
  await target.db.createTable({ TableName, ...definition })
  await untilActive(target.db, TableName)
  await use(TableName)
  await untilActive(target.db, TableName)
  await target.db.deleteTable({ TableName })
}
