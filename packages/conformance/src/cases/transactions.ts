import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { accepted, refused } from '../expect.ts'
import type { Answer } from '../raw-call.ts'
import type { Target } from '../target.ts'

type Item = Readonly<Record<string, object>>

/** TransactWriteItems and TransactGetItems. */
export function transactionCases(): Case[] {
  return [...writeCases(), ...failureCases(), ...tokenCases(), ...readCases()]
}

const N = (number: number) => ({ N: String(number) })

/** Adds to the attribute `n` of an item whose key is `pk`. */
function add(TableName: string, pk: string, amount: number) {
  const Key = { pk: { S: pk } }
  const UpdateExpression = 'ADD n :n'
  const ExpressionAttributeValues = { ':n': N(amount) }
  return { Update: { TableName, Key, UpdateExpression, ExpressionAttributeValues } }
}

async function itemAt({ db, tables }: Target, pk: string): Promise<unknown> {
  const Key = { pk: { S: pk } }
  return (await db.getItem({ TableName: tables.hash, Key, ConsistentRead: true })).Item
}

/** The transaction's answer, which must be that it was cancelled for these reasons. */
async function cancelled(target: Target, input: object, reasons: readonly object[]): Promise<void> {
  const answer = await target.call('TransactWriteItems', input)
  cancelledFor(answer, reasons)
}

/** Throws unless the answer tells that a transaction was cancelled for these reasons. */
export function cancelledFor(answer: Answer, reasons: readonly object[]): void {
  assert.equal(answer.error, 'TransactionCanceledException', answer.message)
  assert.equal(answer.status, 400)
  const codes = reasons.map((reason) => ('Code' in reason ? String(reason.Code) : ''))
  assert.equal(
    answer.message,
    `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes.join(', ')}]`,
  )
  assert.deepEqual(answer.body['CancellationReasons'], reasons)
}

function writeCases(): Case[] {
  const write = new Cases('TransactWriteItems')
  write.core('four-actions', 'Put, update, delete and check are done together', async (target) => {
    const { db, tables } = target
    const [put, updated, gone, seen] = Array.from({ length: 4 }, () => target.fresh())
    const at = (pk: string | undefined) => ({ pk: { S: String(pk) } })
    for (const pk of [gone, seen]) await db.putItem({ TableName: tables.hash, Item: at(pk) })
    const answer = await accepted(target, 'TransactWriteItems', {
      TransactItems: [
        { Put: { TableName: tables.hash, Item: at(put) } },
        add(tables.hash, String(updated), 5),
        { Delete: { TableName: tables.hash, Key: at(gone) } },
        {
          ConditionCheck: {
            TableName: tables.hash,
            Key: at(seen),
            ConditionExpression: 'attribute_exists(pk)',
          },
        },
      ],
    })
    assert.deepEqual(answer, {})
    assert.deepEqual(await itemAt(target, String(put)), at(put))
    assert.deepEqual(await itemAt(target, String(updated)), { ...at(updated), n: N(5) })
    assert.equal(await itemAt(target, String(gone)), undefined)
  })
  write.core('several-tables', 'A transaction spans tables', async (target) => {
    const { db, tables } = target
    const a = { pk: { S: target.fresh() } }
    const b = { ...a, sk: N(1) }
    await db.transactWriteItems({
      TransactItems: [
        { Put: { TableName: tables.hash, Item: a } },
        { Put: { TableName: tables.numeric, Item: b } },
      ],
    })
    assert.deepEqual(await itemAt(target, a.pk.S), a)
    const read = await db.getItem({ TableName: tables.numeric, Key: b, ConsistentRead: true })
    assert.deepEqual(read.Item, b)
  })
  write.complete('100-actions', 'A hundred actions are done at once', async (target) => {
    const pk = { S: target.fresh() }
    const { numeric } = target.tables
    const TransactItems = Array.from({ length: 100 }, (_, at) => ({
      Put: { TableName: numeric, Item: { pk, sk: N(at) } },
    }))
    await accepted(target, 'TransactWriteItems', { TransactItems })
    const { Count } = await target.db.query({
      TableName: numeric,
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': pk },
      ConsistentRead: true,
      Select: 'COUNT',
    })
    assert.equal(Count, 100)
  })
  write.complete('capacity', 'Capacity is counted twice, by table', async (target) => {
    const { hash, numeric } = target.tables
    const answer = await accepted(target, 'TransactWriteItems', {
      TransactItems: [
        add(hash, target.fresh(), 1),
        {
          Put: { TableName: hash, Item: { pk: { S: target.fresh() }, v: { S: 'x'.repeat(1500) } } },
        },
        { Put: { TableName: numeric, Item: { pk: { S: target.fresh() }, sk: N(1) } } },
      ],
      ReturnConsumedCapacity: 'TOTAL',
    })
    const rows = answer['ConsumedCapacity'] as { TableName: string }[]
    assert.deepEqual(
      new Map(rows.map((row) => [row.TableName, row])),
      new Map([
        [hash, { TableName: hash, CapacityUnits: 6, WriteCapacityUnits: 6 }],
        [numeric, { TableName: numeric, CapacityUnits: 2, WriteCapacityUnits: 2 }],
      ]),
    )
  })
  write.complete('collection-metrics', 'Collection sizes are answered by table', async (target) => {
    const pk = { S: target.fresh() }
    const { indexed } = target.tables
    const answer = await accepted(target, 'TransactWriteItems', {
      TransactItems: [{ Put: { TableName: indexed, Item: { pk, sk: { S: 's' } } } }],
      ReturnItemCollectionMetrics: 'SIZE',
    })
    assert.deepEqual(answer['ItemCollectionMetrics'], {
      [indexed]: [{ ItemCollectionKey: { pk }, SizeEstimateRangeGB: [0, 1] }],
    })
  })
  return write.list
}

function failureCases(): Case[] {
  const write = new Cases('TransactWriteItems')
  const conditional = { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' }
  write.core('nothing-on-failure', 'One failed condition undoes everything', async (target) => {
    const { hash } = target.tables
    const [unborn, absent] = [target.fresh(), target.fresh()]
    const put = { Put: { TableName: hash, Item: { pk: { S: unborn } } } }
    const check = {
      ConditionCheck: {
        TableName: hash,
        Key: { pk: { S: absent } },
        ConditionExpression: 'attribute_exists(pk)',
      },
    }
    const reasons = [{ Code: 'None' }, conditional]
    await cancelled(target, { TransactItems: [put, check] }, reasons)
    assert.equal(await itemAt(target, unborn), undefined)
  })
  write.complete('old-image', 'A failed condition returns the item if asked', async (target) => {
    const TableName = target.tables.hash
    const Item: Item = { pk: { S: target.fresh() }, n: N(3) }
    await accepted(target, 'PutItem', { TableName, Item })
    const condition = {
      TableName,
      Key: { pk: Item['pk'] },
      ConditionExpression: 'n > :n',
      ExpressionAttributeValues: { ':n': N(3) },
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }
    for (const action of [
      { ConditionCheck: condition },
      { Delete: condition },
      { Update: { ...condition, UpdateExpression: 'REMOVE n' } },
    ]) {
      await cancelled(target, { TransactItems: [action] }, [{ ...conditional, Item }])
    }
  })
  write.complete(
    'item-faults',
    'What an item forbids is a reason of the transaction, others stay clean',
    async (target) => {
      const TableName = target.tables.hash
      const Key = { pk: { S: target.fresh() } }
      await accepted(target, 'PutItem', { TableName, Item: { ...Key, s: { S: 'x' } } })
      const faults: [string, string][] = [
        [
          'SET a = nowhere',
          'The provided expression refers to an attribute that does not exist in the item',
        ],
        ['SET a = s + :n', 'An operand in the update expression has an incorrect data type'],
        [
          'SET s.a = :n',
          'The document path provided in the update expression is invalid for update',
        ],
      ]
      for (const [UpdateExpression, Message] of faults) {
        const values = UpdateExpression.includes(':n')
          ? { ExpressionAttributeValues: { ':n': N(1) } }
          : {}
        const update = { Update: { TableName, Key, UpdateExpression, ...values } }
        const other = { Put: { TableName, Item: { pk: { S: target.fresh() } } } }
        const reasons = [{ Code: 'None' }, { Code: 'ValidationError', Message }]
        await cancelled(target, { TransactItems: [other, update] }, reasons)
      }
    },
  )
  write.complete('key-faults', 'A key of another type is a reason', async (target) => {
    const TableName = target.tables.hash
    const key = { pk: N(5) }
    const mismatch = {
      Code: 'ValidationError',
      Message: 'The provided key element does not match the schema',
    }
    const TransactItems = [add(TableName, target.fresh(), 1), { Delete: { TableName, Key: key } }]
    await cancelled(target, { TransactItems }, [{ Code: 'None' }, mismatch])
    const Message =
      'One or more parameter values were invalid: Type mismatch for key pk expected: S actual: N'
    await cancelled(target, { TransactItems: [{ Put: { TableName, Item: key } }] }, [
      { Code: 'ValidationError', Message },
    ])
  })
  return write.list
}

function tokenCases(): Case[] {
  const write = new Cases('TransactWriteItems')
  write.core('token', 'A request token makes a transaction happen once', async (target) => {
    const pk = target.fresh()
    const once = {
      ClientRequestToken: target.fresh(),
      TransactItems: [add(target.tables.hash, pk, 1)],
    }
    for (let time = 0; time < 3; time++) await accepted(target, 'TransactWriteItems', once)
    assert.deepEqual(await itemAt(target, pk), { pk: { S: pk }, n: N(1) })
  })
  write.complete('token-of-another', 'A token fits one request only', async (target) => {
    const pk = target.fresh()
    const ClientRequestToken = target.fresh()
    const by = (amount: number) => ({
      ClientRequestToken,
      TransactItems: [add(target.tables.hash, pk, amount)],
    })
    await accepted(target, 'TransactWriteItems', by(1))
    await refused(target, 'TransactWriteItems', by(2), {
      error: 'IdempotentParameterMismatchException',
    })
    assert.deepEqual(await itemAt(target, pk), { pk: { S: pk }, n: N(1) })
  })
  write.complete(
    'token-in-another-order',
    'A request is the same in whatever order its maps and sets are written',
    async (target) => {
      const TableName = target.tables.hash
      const pk = { S: target.fresh() }
      const ClientRequestToken = target.fresh()
      const by = (Item: object) => ({
        ClientRequestToken,
        TransactItems: [{ Put: { TableName, Item } }],
      })
      const [x, y] = [N(1), { SS: ['a', 'b'] }]
      await accepted(target, 'TransactWriteItems', by({ pk, x, m: { M: { x, y } } }))
      const again = { m: { M: { y: { SS: ['b', 'a'] }, x } }, x, pk }
      await accepted(target, 'TransactWriteItems', by(again))
    },
  )
  write.complete('token-of-a-failure', 'A token of what was cancelled is free', async (target) => {
    const TableName = target.tables.hash
    const Item = { pk: { S: target.fresh() } }
    const input = {
      ClientRequestToken: target.fresh(),
      TransactItems: [
        { Put: { TableName, Item, ConditionExpression: 'attribute_not_exists(pk)' } },
      ],
    }
    await accepted(target, 'PutItem', { TableName, Item })
    const { error } = await target.call('TransactWriteItems', input)
    assert.equal(error, 'TransactionCanceledException')
    await accepted(target, 'DeleteItem', { TableName, Key: Item })
    await accepted(target, 'TransactWriteItems', input)
  })
  write.complete('sum', 'Transfers at once keep the sum, in every read', async (target) => {
    const { hash } = target.tables
    const ids = Array.from({ length: 3 }, () => target.fresh())
    for (const pk of ids) {
      await accepted(target, 'PutItem', { TableName: hash, Item: { pk: { S: pk }, n: N(100) } })
    }
    const transfer = async (from: number): Promise<void> => {
      const [a, b] = [ids[from % 3] ?? '', ids[(from + 1) % 3] ?? '']
      const TransactItems = [add(hash, a, -1), add(hash, b, 1)]
      const { error, message } = await target.call('TransactWriteItems', { TransactItems })
      // The service refuses those that meet; none may be done in part.
      if (error !== 'TransactionCanceledException') assert.equal(error, '', message)
      else assert.match(message, /TransactionConflict/)
    }
    const TransactItems = ids.map((pk) => ({ Get: { TableName: hash, Key: { pk: { S: pk } } } }))
    const look = async (): Promise<void> => {
      const { body, error } = await target.call('TransactGetItems', { TransactItems })
      if (error === 'TransactionCanceledException') return
      const rows = body['Responses'] as { Item: { n: { N: string } } }[]
      assert.equal(
        rows.reduce((sum, { Item }) => sum + Number(Item.n.N), 0),
        300,
      )
    }
    const at = Array.from({ length: 12 }, (_, from) => from)
    await Promise.all(at.flatMap((from) => [transfer(from), look()]))
    await look()
  })
  return write.list
}

function readCases(): Case[] {
  const get = new Cases('TransactGetItems')
  get.core('items', 'Items of several tables come in order, absent ones empty', async (target) => {
    const { hash, numeric } = target.tables
    const a = { pk: { S: target.fresh() }, v: { S: 'a' } }
    const b = { pk: { S: target.fresh() }, sk: N(1), v: { S: 'b' }, w: { S: 'c' } }
    await accepted(target, 'PutItem', { TableName: hash, Item: a })
    await accepted(target, 'PutItem', { TableName: numeric, Item: b })
    const of = (TableName: string, Key: object, more: object = {}) => ({
      Get: { TableName, Key, ...more },
    })
    const answer = await accepted(target, 'TransactGetItems', {
      TransactItems: [
        of(
          numeric,
          { pk: b.pk, sk: b.sk },
          {
            ProjectionExpression: '#v, pk',
            ExpressionAttributeNames: { '#v': 'v' },
          },
        ),
        of(hash, { pk: { S: target.fresh() } }),
        of(hash, { pk: a.pk }),
      ],
    })
    assert.deepEqual(answer, { Responses: [{ Item: { pk: b.pk, v: b.v } }, {}, { Item: a }] })
  })
  get.complete('capacity', 'Reads cost twice, absent items too', async (target) => {
    const TableName = target.tables.hash
    const Item = { pk: { S: target.fresh() }, v: { S: 'x'.repeat(5000) } }
    await accepted(target, 'PutItem', { TableName, Item })
    const answer = await accepted(target, 'TransactGetItems', {
      TransactItems: [
        { Get: { TableName, Key: { pk: Item.pk } } },
        { Get: { TableName, Key: { pk: { S: target.fresh() } } } },
      ],
      ReturnConsumedCapacity: 'TOTAL',
    })
    assert.deepEqual(answer['ConsumedCapacity'], [
      { TableName, CapacityUnits: 6, ReadCapacityUnits: 6 },
    ])
  })
  get.complete('same-item-twice', 'One item cannot be read twice', async (target) => {
    const one = { Get: { TableName: target.tables.hash, Key: { pk: { S: target.fresh() } } } }
    await refused(
      target,
      'TransactGetItems',
      { TransactItems: [one, one] },
      {
        message: 'Transaction request cannot include multiple operations on one item',
      },
    )
  })
  return get.list
}
