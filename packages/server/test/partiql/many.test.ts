import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import {
  BatchExecuteStatementCommand,
  ExecuteTransactionCommand,
  TransactionCanceledException,
  type AttributeValue,
  type BatchExecuteStatementCommandInput as Batch,
  type BatchStatementRequest as Statement,
  type ExecuteTransactionCommandInput as Transaction,
} from '@aws-sdk/client-dynamodb'
import { refusal, startPartiql, type PartiqlServer } from './support.ts'

let server: PartiqlServer
const S = (text: string): AttributeValue => ({ S: text })
const N = (number: number): AttributeValue => ({ N: String(number) })

before(async () => {
  server = await startPartiql()
  await server.run("INSERT INTO words VALUE {'pk': 'one', 'n': 1}")
  await server.run("INSERT INTO words VALUE {'pk': 'two', 'n': 2}")
})
after(() => server.close())

const statement = (text: string, more: Partial<Statement> = {}): Statement => ({
  Statement: text,
  ...more,
})

function batch(statements: Statement[], more: Partial<Batch> = {}) {
  return server.client.send(new BatchExecuteStatementCommand({ Statements: statements, ...more }))
}

function transaction(statements: Statement[], more: Partial<Transaction> = {}) {
  return server.client.send(
    new ExecuteTransactionCommand({ TransactStatements: statements, ...more }),
  )
}

async function item(pk: string) {
  const { Items } = await server.run('SELECT * FROM words WHERE pk = ?', [S(pk)])
  return Items?.[0]
}

test('each statement of a batch succeeds or fails by itself', async () => {
  const { Responses } = await batch([
    statement("UPDATE words SET n = 10 WHERE pk = 'one' RETURNING MODIFIED NEW *"),
    statement("UPDATE words SET n = 20 WHERE pk = 'two' AND n = 5", {
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
    statement("INSERT INTO words VALUE {'pk': ?}", { Parameters: [S('batched')] }),
    statement("INSERT INTO words VALUE {'pk': ?}"),
    statement("DELETE FROM absent WHERE pk = 'x'"),
    statement("SLECT * FROM words WHERE pk = 'x'"),
    statement("INSERT INTO numbers VALUE {'pk': 1}"),
  ])
  assert.deepEqual(Responses, [
    { TableName: 'words', Item: { n: N(10) } },
    {
      TableName: 'words',
      Error: {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { pk: S('two'), n: N(2) },
      },
    },
    { TableName: 'words' },
    {
      Error: {
        Code: 'ValidationError',
        Message: "Number of parameters in request and statement don't match.",
      },
    },
    {
      TableName: 'absent',
      Error: { Code: 'ResourceNotFound', Message: 'Requested resource not found' },
    },
    {
      Error: {
        Code: 'ValidationError',
        Message: "Statement wasn't well formed, can't be processed: Expected data manipulation",
      },
    },
    { TableName: 'numbers' },
  ])
  const again = await batch([statement("INSERT INTO words VALUE {'pk': 'batched'}")])
  assert.equal(again.Responses?.[0]?.Error?.Code, 'DuplicateItem')
})

test('a batch reads single items, each with its own consistency and cost', async () => {
  const { Responses, ConsumedCapacity } = await batch(
    [
      statement("SELECT n FROM words WHERE pk = 'one'", { ConsistentRead: true }),
      statement("SELECT * FROM words WHERE pk = 'nobody'"),
      statement('SELECT * FROM words WHERE n = 1'),
    ],
    { ReturnConsumedCapacity: 'TOTAL' },
  )
  assert.deepEqual(Responses, [
    { TableName: 'words', Item: { n: N(10) } },
    { TableName: 'words' },
    {
      TableName: 'words',
      Error: {
        Code: 'ValidationError',
        Message:
          'Select statements within BatchExecuteStatement must specify the primary key in the where clause.',
      },
    },
  ])
  assert.deepEqual(ConsumedCapacity, [{ TableName: 'words', CapacityUnits: 1.5 }])
  const mixed = await refusal(
    batch([
      statement("SELECT * FROM words WHERE pk = 'one'"),
      statement("DELETE FROM words WHERE pk = 'two'"),
    ]),
  )
  assert.equal(
    mixed.message,
    'Read and write requests together in the same batch is not supported.',
  )
})

test('a transaction writes all or none, with a reason for each statement', async () => {
  const failing = transaction([
    statement("INSERT INTO words VALUE {'pk': 'unborn'}"),
    statement("INSERT INTO words VALUE {'pk': 'one'}"),
    statement("UPDATE words SET n = 0 WHERE pk = 'two' AND n = 5", {
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    }),
  ])
  await assert.rejects(failing, (error: unknown) => {
    assert.ok(error instanceof TransactionCanceledException)
    assert.deepEqual(error.CancellationReasons, [
      { Code: 'None' },
      { Code: 'DuplicateItem', Message: 'Duplicate primary key exists in table' },
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { pk: S('two'), n: N(2) },
      },
    ])
    return true
  })
  assert.equal(await item('unborn'), undefined)

  const done = await transaction([
    statement("INSERT INTO words VALUE {'pk': 'born'}"),
    statement("DELETE FROM words WHERE pk = 'born too'"),
  ])
  assert.deepEqual(done.Responses, [])
  assert.deepEqual(await item('born'), { pk: S('born') })
})

test('EXISTS asks something of an item that is not written', async () => {
  const guarded = (n: number) =>
    transaction([
      statement(`EXISTS(SELECT * FROM words WHERE pk = 'two' AND n = ${String(n)})`),
      statement(`INSERT INTO words VALUE {'pk': 'guarded by ${String(n)}'}`),
    ])
  await guarded(2)
  assert.ok(await item('guarded by 2'))
  const failed = await refusal(guarded(3))
  assert.deepEqual((failed as { CancellationReasons?: unknown }).CancellationReasons, [
    { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
    { Code: 'None' },
  ])
  assert.equal(await item('guarded by 3'), undefined)
  const alone = await refusal(server.run("EXISTS(SELECT * FROM words WHERE pk = 'two' AND n = 2)"))
  assert.equal(alone.name, 'ValidationException')
})

test('a transaction of reads answers each item, or nothing in its place', async () => {
  const { Responses, ConsumedCapacity } = await transaction(
    [
      statement("SELECT n FROM words WHERE pk = 'two'"),
      statement("SELECT * FROM words WHERE pk = 'nobody'"),
    ],
    { ReturnConsumedCapacity: 'TOTAL' },
  )
  assert.deepEqual(Responses, [{ Item: { n: N(2) } }, {}])
  assert.deepEqual(ConsumedCapacity, [
    { TableName: 'words', CapacityUnits: 4, ReadCapacityUnits: 4 },
  ])
})

test('a request token makes a transaction happen once', async () => {
  await server.run("INSERT INTO words VALUE {'pk': 'token', 'n': 0}")
  const statements = [statement("UPDATE words SET n = n + 1 WHERE pk = 'token'")]
  const more = { ClientRequestToken: 't', ReturnConsumedCapacity: 'TOTAL' } as const
  const first = await transaction(statements, more)
  const repeat = await transaction(statements, more)
  assert.deepEqual(await item('token'), { pk: S('token'), n: N(1) })
  assert.equal(first.ConsumedCapacity?.[0]?.WriteCapacityUnits, 2)
  assert.equal(repeat.ConsumedCapacity?.[0]?.ReadCapacityUnits, 2)
  const other = [statement("UPDATE words SET n = n + 2 WHERE pk = 'token'")]
  const error = await refusal(transaction(other, more))
  assert.equal(error.name, 'IdempotentParameterMismatchException')
})
