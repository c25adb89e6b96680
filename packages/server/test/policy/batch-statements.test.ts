import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { authorized, root, tableArn, user, type Authorized } from './authorized.ts'

const TableName = 'Scores'
let db: Authorized

before(async () => {
  db = authorized()
  await db.call(root, 'CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'player', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'player', KeyType: 'HASH' }],
  })
  for (const player of ['ann', 'bob']) {
    await db.call(root, 'PutItem', { TableName, Item: { player: { S: player } } })
  }
})
after(() => db.close())

/** May do to their own items whatever statements do, but insert none. */
const ann = user('ann', [
  {
    Effect: 'Allow',
    Action: ['dynamodb:PartiQLSelect', 'dynamodb:PartiQLUpdate', 'dynamodb:PartiQLDelete'],
    Resource: tableArn(TableName),
    Condition: { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${aws:username}'] } },
  },
])

interface Response {
  readonly Error?: { readonly Code: string; readonly Message: string }
  readonly Item?: object
}

async function batch(...statements: string[]): Promise<Response[]> {
  const Statements = statements.map((Statement) => ({ Statement }))
  const { Responses } = await db.call(ann, 'BatchExecuteStatement', { Statements })
  return Responses as Response[]
}

const codes = (responses: readonly Response[]) =>
  responses.map(({ Error: error, Item }) => error?.Code ?? (Item ? 'item' : 'done'))

async function stored(player: string): Promise<unknown> {
  const Key = { player: { S: player } }
  return (await db.call(root, 'GetItem', { TableName, Key }))['Item']
}

describe('statements of a batch', () => {
  it('are read where they are allowed, and denied by themselves where not', async () => {
    const responses = await batch(
      `SELECT * FROM Scores WHERE player = 'bob'`,
      `SELECT * FROM Scores WHERE player = 'ann'`,
      `SELECT * FROM Absent WHERE player = 'ann'`,
    )
    assert.deepEqual(codes(responses), ['AccessDenied', 'item', 'AccessDenied'])
    assert.equal(
      responses[0]?.Error?.Message,
      `User: ${ann.arn} is not authorized to perform: dynamodb:PartiQLSelect on resource: ${tableArn(TableName)} because no identity-based policy allows the dynamodb:PartiQLSelect action`,
    )
  })

  it('write where they are allowed, and nothing where not', async () => {
    const responses = await batch(
      `UPDATE Scores SET points = 1 WHERE player = 'bob'`,
      `UPDATE Scores SET points = 1 WHERE player = 'ann'`,
      `INSERT INTO Scores VALUE {'player': 'eve'}`,
      `DELETE FROM Absent WHERE player = 'ann'`,
      `SLECT`,
    )
    assert.deepEqual(codes(responses), [
      'AccessDenied',
      'done',
      'AccessDenied',
      'AccessDenied',
      'ValidationError',
    ])
    assert.deepEqual(await stored('bob'), { player: { S: 'bob' } })
    assert.deepEqual(await stored('ann'), { player: { S: 'ann' }, points: { N: '1' } })
    assert.equal(await stored('eve'), undefined)
  })

  it('do nothing at all where each of them is denied', async () => {
    const responses = await batch(
      `DELETE FROM Scores WHERE player = 'bob'`,
      `INSERT INTO Scores VALUE {'player': 'eve'}`,
    )
    assert.deepEqual(codes(responses), ['AccessDenied', 'AccessDenied'])
    assert.deepEqual(await stored('bob'), { player: { S: 'bob' } })
  })
})
