import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { accepted, refused } from '../expect.ts'
import type { Target } from '../target.ts'
import { cancelledFor } from './transactions.ts'

const S = (text: string) => ({ S: text })
const N = (number: number) => ({ N: String(number) })

/** BatchExecuteStatement and ExecuteTransaction. */
export function partiqlManyCases(): Case[] {
  return [...batchCases(), ...transactionCases()]
}

async function put(target: Target, more: object = {}): Promise<{ pk: { S: string } }> {
  const Item = { pk: S(target.fresh()), ...more }
  await accepted(target, 'PutItem', { TableName: target.tables.hash, Item })
  return Item
}

async function itemAt({ db, tables }: Target, pk: { S: string }): Promise<unknown> {
  return (await db.getItem({ TableName: tables.hash, Key: { pk }, ConsistentRead: true })).Item
}

/** A statement with parameters, as batches and transactions take it. */
const statement = (Statement: string, ...Parameters: object[]) => ({
  Statement,
  ...(Parameters.length > 0 ? { Parameters } : {}),
})

function batchCases(): Case[] {
  const batch = new Cases('BatchExecuteStatement')
  const responses = async (target: Target, Statements: object[]) =>
    (await accepted(target, 'BatchExecuteStatement', { Statements }))['Responses']
  batch.core('writes', 'Each write of a batch succeeds or fails by itself', async (target) => {
    const TableName = target.tables.hash
    const { pk } = await put(target, { n: N(1) })
    const unborn = S(target.fresh())
    const got = await responses(target, [
      statement(`UPDATE "${TableName}" SET n = 2 WHERE pk = ? RETURNING MODIFIED NEW *`, pk),
      statement(`INSERT INTO "${TableName}" VALUE {'pk': ?}`, unborn),
      statement(`DELETE FROM "${TableName}" WHERE pk = ? AND n = 9`, S(target.fresh())),
    ])
    assert.deepEqual((got as object[]).slice(0, 2), [
      { TableName, Item: { n: N(2) } },
      { TableName },
    ])
    assert.deepEqual(await itemAt(target, unborn), { pk: unborn })
  })
  batch.complete('write-errors', 'A failed statement says why, in its place', async (target) => {
    const TableName = target.tables.hash
    const { pk } = await put(target, { n: N(1) })
    const { pk: there } = await put(target)
    const got = await responses(target, [
      statement(`INSERT INTO "${TableName}" VALUE {'pk': ?}`, there),
      {
        ...statement(`UPDATE "${TableName}" SET n = 2 WHERE pk = ? AND n = 5`, pk),
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
      statement(`DELETE FROM "conformance-absent" WHERE pk = 'x'`),
      statement(`INSERT INTO "${TableName}" VALUE {'pk': ?}`),
    ])
    assert.deepEqual(
      (got as { Error?: object }[]).map(({ Error: error }) => error),
      [
        { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: { pk, n: N(1) },
        },
        { Code: 'ResourceNotFound', Message: 'Requested resource not found' },
        {
          Code: 'ValidationError',
          Message: "Number of parameters in request and statement don't match.",
        },
      ],
    )
  })
  batch.core('reads', 'A batch reads single items', async (target) => {
    const TableName = target.tables.hash
    const item = await put(target, { n: N(1) })
    const select = `SELECT * FROM "${TableName}" WHERE pk = ?`
    const got = await responses(target, [
      { ...statement(select, item.pk), ConsistentRead: true },
      statement(select, S(target.fresh())),
    ])
    assert.deepEqual(got, [{ TableName, Item: item }, { TableName }])
  })
  batch.complete('reads-by-key', 'A batch refuses to read more than an item', async (target) => {
    const [got] = (await responses(target, [
      statement(`SELECT * FROM "${target.tables.hash}" WHERE n = 1`),
    ])) as { Error?: { Code: string; Message: string } }[]
    assert.equal(got?.Error?.Code, 'ValidationError')
    assert.equal(
      got.Error.Message,
      'Select statements within BatchExecuteStatement must specify the primary key in the where clause.',
    )
  })
  batch.complete('mixed', 'A batch reads or writes, never both', async (target) => {
    const { hash } = target.tables
    const Statements = [
      statement(`SELECT * FROM "${hash}" WHERE pk = 'a'`),
      statement(`DELETE FROM "${hash}" WHERE pk = 'b'`),
    ]
    await refused(
      target,
      'BatchExecuteStatement',
      { Statements },
      {
        message: 'Read and write requests together in the same batch is not supported.',
      },
    )
  })
  batch.complete(
    'mixed-with-a-fault',
    'A batch that reads and writes is refused, and writes nothing, though a statement of it is at fault',
    async (target) => {
      const { hash } = target.tables
      const { pk } = await put(target)
      const message = 'Read and write requests together in the same batch is not supported.'
      for (const read of [
        `SELECT * FROM "${hash}" WHERE pk = 'a' LIMIT 1`,
        `SELECT * FROM "${hash}" WHERE pk = ?`,
      ]) {
        const Statements = [statement(read), statement(`DELETE FROM "${hash}" WHERE pk = ?`, pk)]
        await refused(target, 'BatchExecuteStatement', { Statements }, { message })
      }
      assert.deepEqual(await itemAt(target, pk), { pk })
    },
  )
  batch.complete('capacity', 'Each table is answered with what it cost', async (target) => {
    const TableName = target.tables.hash
    const select = async () =>
      statement(`SELECT * FROM "${TableName}" WHERE pk = ?`, (await put(target)).pk)
    const answer = await accepted(target, 'BatchExecuteStatement', {
      Statements: [await select(), { ...(await select()), ConsistentRead: true }],
      ReturnConsumedCapacity: 'TOTAL',
    })
    assert.deepEqual(answer['ConsumedCapacity'], [{ TableName, CapacityUnits: 1.5 }])
  })
  return batch.list
}

function transactionCases(): Case[] {
  const execute = new Cases('ExecuteTransaction')
  const none = { Code: 'None' }
  execute.core('writes', 'Statements of a transaction are done together', async (target) => {
    const { hash } = target.tables
    const gone = await put(target)
    const born = S(target.fresh())
    const answer = await accepted(target, 'ExecuteTransaction', {
      TransactStatements: [
        statement(`INSERT INTO "${hash}" VALUE {'pk': ?}`, born),
        statement(`DELETE FROM "${hash}" WHERE pk = ?`, gone.pk),
      ],
    })
    assert.deepEqual(answer['Responses'] ?? [], [])
    assert.deepEqual(await itemAt(target, born), { pk: born })
    assert.equal(await itemAt(target, gone.pk), undefined)
  })
  execute.core('nothing-on-failure', 'One failure undoes everything', async (target) => {
    const { hash } = target.tables
    const { pk } = await put(target)
    const unborn = S(target.fresh())
    const answer = await target.call('ExecuteTransaction', {
      TransactStatements: [
        statement(`INSERT INTO "${hash}" VALUE {'pk': ?}`, unborn),
        statement(`INSERT INTO "${hash}" VALUE {'pk': ?}`, pk),
      ],
    })
    const Message = 'Duplicate primary key exists in table'
    cancelledFor(answer, [none, { Code: 'DuplicateItem', Message }])
    assert.equal(await itemAt(target, unborn), undefined)
  })
  execute.complete('exists', 'EXISTS asks of an item that is not written', async (target) => {
    const { hash } = target.tables
    const { pk } = await put(target, { n: N(2) })
    const guarded = (n: number, made: { S: string }) =>
      target.call('ExecuteTransaction', {
        TransactStatements: [
          statement(`EXISTS(SELECT * FROM "${hash}" WHERE pk = ? AND n = ${String(n)})`, pk),
          statement(`INSERT INTO "${hash}" VALUE {'pk': ?}`, made),
        ],
      })
    const [made, unmade] = [S(target.fresh()), S(target.fresh())]
    const { error, message } = await guarded(2, made)
    assert.equal(error, '', message)
    assert.deepEqual(await itemAt(target, made), { pk: made })
    const Message = 'The conditional request failed'
    cancelledFor(await guarded(3, unmade), [{ Code: 'ConditionalCheckFailed', Message }, none])
    assert.equal(await itemAt(target, unmade), undefined)
  })
  execute.complete('reads', 'A transaction of reads answers each item', async (target) => {
    const TableName = target.tables.hash
    const item = await put(target, { n: N(1) })
    const select = `SELECT n FROM "${TableName}" WHERE pk = ?`
    const answer = await accepted(target, 'ExecuteTransaction', {
      TransactStatements: [statement(select, item.pk), statement(select, S(target.fresh()))],
      ReturnConsumedCapacity: 'TOTAL',
    })
    assert.deepEqual(answer, {
      Responses: [{ Item: { n: N(1) } }, {}],
      ConsumedCapacity: [{ TableName, CapacityUnits: 4, ReadCapacityUnits: 4 }],
    })
  })
  execute.complete('token', 'A request token makes a transaction happen once', async (target) => {
    const { hash } = target.tables
    const { pk } = await put(target, { n: N(0) })
    const ClientRequestToken = target.fresh()
    const by = (n: number) => ({
      ClientRequestToken,
      TransactStatements: [statement(`UPDATE "${hash}" SET n = n + ${String(n)} WHERE pk = ?`, pk)],
    })
    for (let time = 0; time < 2; time++) await accepted(target, 'ExecuteTransaction', by(1))
    assert.deepEqual(await itemAt(target, pk), { pk, n: N(1) })
    await refused(target, 'ExecuteTransaction', by(2), {
      error: 'IdempotentParameterMismatchException',
    })
  })
  return execute.list
}
