import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { accepted, eventually } from '../expect.ts'
import { key, untilActive } from '../tables.ts'
import type { Target } from '../target.ts'

/** What happens at the end of a table's capacity, and what transactions say of theirs. */
export function throughputCases(): Case[] {
  return [...exhaustionCases(), ...transactionCases()]
}

const S = (text: string) => ({ S: text })
const large = S('x'.repeat(350 * 1024))

/** A table of its own, which is deleted afterwards. */
async function own(
  target: Target,
  more: object,
  use: (TableName: string) => Promise<void>,
): Promise<void> {
  const TableName = `conformance_own_${target.fresh()}`
  await target.db.createTable({
    TableName,
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: key(['pk']),
    ...more,
  })
  await untilActive(target.db, TableName)
  try {
    await use(TableName)
  } finally {
    await eventually(async () => {
      await target.db.deleteTable({ TableName })
    })
  }
}

/** Writes 350 KB again and again until it is refused, which a few times must bring about. */
async function exhausted(
  target: Target,
  TableName: string,
): Promise<{ error: string; message: string; body: Record<string, unknown> }> {
  for (let write = 0; write < 10; write++) {
    const Item = { pk: S(String(write)), large }
    const answer = await target.call('PutItem', { TableName, Item })
    if (answer.error !== '') return answer
  }
  assert.fail('ten writes of 350 KB were let in')
}

const arnEnd = (TableName: string) => new RegExp(`^arn:aws:dynamodb:.*:table/${TableName}$`)

function exhaustionCases(): Case[] {
  const throughput = new Cases('Throughput')
  throughput.complete(
    'provisioned',
    'Writes beyond the provisioned capacity and its burst are refused, and batches left undone',
    (target) =>
      own(
        target,
        { ProvisionedThroughput: { ReadCapacityUnits: 1, WriteCapacityUnits: 1 } },
        async (TableName) => {
          const { error, message, body } = await exhausted(target, TableName)
          assert.equal(error, 'ProvisionedThroughputExceededException')
          assert.equal(
            message,
            'The level of configured provisioned throughput for the table was exceeded. Consider increasing your provisioning level with the UpdateTable API.',
          )
          const [reason] = body['ThrottlingReasons'] as { reason: string; resource: string }[]
          assert.equal(reason?.reason, 'TableWriteProvisionedThroughputExceeded')
          assert.match(reason.resource, arnEnd(TableName))
          const Item = { pk: S('transaction') }
          const { error: canceled, body: cancellation } = await target.call('TransactWriteItems', {
            TransactItems: [{ Put: { TableName, Item } }],
          })
          assert.equal(canceled, 'TransactionCanceledException')
          const [why] = cancellation['CancellationReasons'] as { Code: string }[]
          assert.equal(why?.Code, 'ProvisionedThroughputExceeded')
        },
      ),
  )
  throughput.complete('maximum', 'Writes beyond an on-demand maximum are refused', (target) =>
    own(
      target,
      { BillingMode: 'PAY_PER_REQUEST', OnDemandThroughput: { MaxWriteRequestUnits: 1 } },
      async (TableName) => {
        const { error, message, body } = await exhausted(target, TableName)
        assert.equal(error, 'ThrottlingException')
        assert.equal(
          message,
          'Throughput exceeds the maximum OnDemandThroughput configured on table or index',
        )
        const [reason] = body['throttlingReasons'] as { reason: string; resource: string }[]
        assert.equal(reason?.reason, 'TableWriteMaxOnDemandThroughputExceeded')
        assert.match(reason.resource, arnEnd(TableName))
      },
    ),
  )
  return throughput.list
}

function transactionCases(): Case[] {
  const capacity = new Cases('Capacity')
  capacity.complete(
    'transactions',
    'A transaction costs double, and its repetition a double read',
    async (target) => {
      const TableName = target.tables.hash
      const Item = { pk: S(target.fresh()), v: S('x'.repeat(5000)) }
      const input = {
        TransactItems: [{ Put: { TableName, Item } }],
        ClientRequestToken: target.fresh(),
        ReturnConsumedCapacity: 'TOTAL',
      }
      const first = await accepted(target, 'TransactWriteItems', input)
      assert.deepEqual(first['ConsumedCapacity'], [
        { TableName, CapacityUnits: 10, WriteCapacityUnits: 10 },
      ])
      const again = await accepted(target, 'TransactWriteItems', input)
      assert.deepEqual(again['ConsumedCapacity'], [
        { TableName, CapacityUnits: 4, ReadCapacityUnits: 4 },
      ])
      const read = await accepted(target, 'TransactGetItems', {
        TransactItems: [{ Get: { TableName, Key: { pk: Item.pk } } }],
        ReturnConsumedCapacity: 'TOTAL',
      })
      assert.deepEqual(read['ConsumedCapacity'], [
        { TableName, CapacityUnits: 4, ReadCapacityUnits: 4 },
      ])
    },
  )
  return capacity.list
}
