import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import type { Caller } from '../../src/security/credentials/index.ts'
import { authorized, root, tableArn, user, type Authorized } from './authorized.ts'

/** Ways around policies on rows and attributes. Each is tried against a caller who may do the rest of the request. */
let db: Authorized
const TableName = 'Numbers'

before(async () => {
  db = authorized()
  await db.call(root, 'CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'N' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  })
  await db.call(root, 'CreateTable', {
    TableName: 'Bytes',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'B' }],
    KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
  })
  const Item = { id: { N: '1' }, points: { N: '5' }, secret: { S: 'hidden' } }
  await db.call(root, 'PutItem', { TableName, Item })
})
after(() => db.close())

async function denied(caller: Caller, operation: string, input: object): Promise<void> {
  await assert.rejects(
    db.call(caller, operation, input),
    { code: 'AccessDeniedException' },
    `${operation} ${JSON.stringify(input)}`,
  )
}

describe('a denied partition', () => {
  const limited = user('ann', [
    { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' },
    {
      Effect: 'Deny',
      Action: 'dynamodb:*',
      Resource: '*',
      Condition: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': ['1', '100', 'YQ=='] } },
    },
  ])

  it('is denied however its number is written', async () => {
    for (const N of ['1', '1.0', '01', '1e0', '10E-1', '+1', '0.1e1', '1.000000000']) {
      const id = { N }
      await denied(limited, 'GetItem', { TableName, Key: { id } })
      await denied(limited, 'PutItem', { TableName, Item: { id } })
      await denied(limited, 'DeleteItem', { TableName, Key: { id } })
      await denied(limited, 'UpdateItem', { TableName, Key: { id } })
      await denied(limited, 'BatchGetItem', {
        RequestItems: { [TableName]: { Keys: [{ id: { N: '2' } }, { id }] } },
      })
      await denied(limited, 'BatchWriteItem', {
        RequestItems: { [tableArn(TableName)]: [{ PutRequest: { Item: { id } } }] },
      })
      await denied(limited, 'TransactGetItems', {
        TransactItems: [{ Get: { TableName, Key: { id } } }],
      })
      await denied(limited, 'TransactWriteItems', {
        TransactItems: [
          {
            ConditionCheck: { TableName, Key: { id }, ConditionExpression: 'attribute_exists(id)' },
          },
        ],
      })
      const ExpressionAttributeValues = { ':id': id }
      await denied(limited, 'Query', {
        TableName,
        KeyConditionExpression: 'id = :id',
        ExpressionAttributeValues,
      })
      await denied(limited, 'Query', {
        TableName,
        KeyConditions: { id: { ComparisonOperator: 'EQ', AttributeValueList: [id] } },
      })
      for (const Statement of [
        `SELECT * FROM "${TableName}" WHERE id = ?`,
        `SELECT * FROM "${TableName}" WHERE id IN [2, ?]`,
        `DELETE FROM "${TableName}" WHERE id = ?`,
        `UPDATE "${TableName}" SET points = 1 WHERE id = ?`,
        `INSERT INTO "${TableName}" VALUE {'id': ?}`,
      ]) {
        await denied(limited, 'ExecuteStatement', { Statement, Parameters: [id] })
      }
    }
    for (const number of ['1.0', '1e0', '1.000']) {
      await denied(limited, 'ExecuteStatement', {
        Statement: `SELECT * FROM "${TableName}" WHERE id = ${number}`,
      })
    }
    await denied(limited, 'GetItem', { TableName, Key: { id: { N: '1e2' } } })
    await db.call(limited, 'GetItem', { TableName, Key: { id: { N: '2' } } })
  })

  it('is denied however its bytes are written', async () => {
    const id = { B: 'YQ==' }
    await denied(limited, 'GetItem', { TableName: 'Bytes', Key: { id } })
    await denied(limited, 'Query', {
      TableName: 'Bytes',
      KeyConditionExpression: 'id = :id',
      ExpressionAttributeValues: { ':id': id },
    })
    // Another text for the same bytes is refused as no base64, or taken as those bytes: never as others.
    for (const B of ['YR==', 'YQ=', 'YQ']) {
      await assert.rejects(db.call(limited, 'GetItem', { TableName: 'Bytes', Key: { id: { B } } }))
    }
  })
})

describe('attributes that a caller may not read', () => {
  const limited = user('bob', [
    {
      Effect: 'Allow',
      Action: ['dynamodb:*Item', 'dynamodb:PartiQL*'],
      Resource: tableArn(TableName),
      Condition: {
        'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id', 'points'] },
        StringEqualsIfExists: {
          'dynamodb:Select': 'SPECIFIC_ATTRIBUTES',
          'dynamodb:ReturnValues': ['NONE', 'UPDATED_OLD', 'UPDATED_NEW'],
        },
      },
    },
  ])
  const Key = { id: { N: '1' } }
  const fails = 'attribute_not_exists(id)'
  const leak = { ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }

  it('do not come with a condition that fails', async () => {
    const single = { TableName, ConditionExpression: fails, ...leak }
    await denied(limited, 'PutItem', { ...single, Item: Key })
    await denied(limited, 'DeleteItem', { ...single, Key })
    await denied(limited, 'UpdateItem', { ...single, Key })
    await denied(limited, 'UpdateItem', { ...single, Key, ReturnValues: 'UPDATED_NEW' })
    const transact = (...TransactItems: object[]) => ({ TransactItems })
    await denied(limited, 'TransactWriteItems', transact({ ConditionCheck: { ...single, Key } }))
    await denied(limited, 'TransactWriteItems', transact({ Put: { ...single, Item: Key } }))
    await denied(limited, 'TransactWriteItems', transact({ Delete: { ...single, Key } }))
    for (const Statement of [
      `INSERT INTO "${TableName}" VALUE {'id': 1}`,
      `UPDATE "${TableName}" SET points = 1 WHERE id = 1 AND points = 7`,
      `DELETE FROM "${TableName}" WHERE id = 1 AND points = 7`,
    ]) {
      await denied(limited, 'ExecuteStatement', { Statement, ...leak })
      await denied(limited, 'ExecuteTransaction', { TransactStatements: [{ Statement, ...leak }] })
      const answer = await db.call(limited, 'BatchExecuteStatement', {
        Statements: [{ Statement, ...leak }],
      })
      assert.match(JSON.stringify(answer), /AccessDenied/)
      assert.doesNotMatch(JSON.stringify(answer), /hidden/)
    }
    // Without it the same request is a failed condition.
    await assert.rejects(
      db.call(limited, 'UpdateItem', { TableName, Key, ConditionExpression: fails }),
      { code: 'ConditionalCheckFailedException' },
    )
  })

  it('are not found out by conditions, sizes, types or paths', async () => {
    for (const ConditionExpression of [
      'begins_with(secret, :x)',
      'size(secret) > :n',
      'attribute_type(secret, :x)',
      'attribute_exists(secret.deep[0])',
      'points = :n OR NOT secret = :x',
      ':x IN (secret)',
      ':n BETWEEN points AND secret',
    ]) {
      const ExpressionAttributeValues = {
        ...(ConditionExpression.includes(':x') && { ':x': { S: 'S' } }),
        ...(ConditionExpression.includes(':n') && { ':n': { N: '1' } }),
      }
      await denied(limited, 'UpdateItem', {
        TableName,
        Key,
        ConditionExpression,
        ...(Object.keys(ExpressionAttributeValues).length > 0 && { ExpressionAttributeValues }),
      })
    }
    await denied(limited, 'UpdateItem', {
      TableName,
      Key,
      UpdateExpression: 'SET points = if_not_exists(#s, points)',
      ExpressionAttributeNames: { '#s': 'secret' },
      ReturnValues: 'UPDATED_NEW',
    })
    await denied(limited, 'GetItem', { TableName, Key, ProjectionExpression: 'id, secret.deep' })
    await denied(limited, 'GetItem', { TableName, Key, AttributesToGet: ['id', 'secret'] })
    await denied(limited, 'GetItem', { TableName, Key })
    await denied(limited, 'ExecuteStatement', {
      Statement: `SELECT id FROM "${TableName}" WHERE id = 1 AND begins_with(secret, 'h')`,
    })
  })
})

describe('EXISTS', () => {
  // Each names one item by its key, and would be refused of a SELECT for the rest.
  const many = Array.from({ length: 60 }, (_, at) => `id = ${String(at)}`).join(' OR ')
  const oddities = [
    "id = 1 AND secret = 'guess' ORDER BY points",
    `id = 1 AND (secret = 'guess' OR ${many})`,
  ]
  const ask = (where: string): object => ({
    TransactStatements: [
      {
        Statement: `EXISTS(SELECT * FROM "${TableName}" WHERE ${where})`,
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      },
      { Statement: `DELETE FROM "${TableName}" WHERE id = 9` },
    ],
  })

  it('names its item and attributes whatever else is in it', async () => {
    const conditions = [
      { 'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['9'] } },
      { 'ForAllValues:StringEquals': { 'dynamodb:Attributes': ['id', 'points'] } },
      { StringEqualsIfExists: { 'dynamodb:ReturnValues': 'NONE' } },
    ]
    for (const Condition of conditions) {
      const limited = user('kim', [
        { Effect: 'Allow', Action: 'dynamodb:PartiQL*', Resource: '*', Condition },
      ])
      for (const oddity of oddities) await denied(limited, 'ExecuteTransaction', ask(oddity))
    }
  })
})

describe('tables that there are not', () => {
  it('are not told by PartiQL from those where the caller may touch other rows', async () => {
    const limited = user('eve', [
      {
        Effect: 'Allow',
        Action: 'dynamodb:PartiQL*',
        Resource: '*',
        Condition: {
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['9'] },
          BoolIfExists: { 'dynamodb:FullTableScan': 'false' },
        },
      },
    ])
    for (const name of [TableName, 'Missing']) {
      await denied(limited, 'ExecuteStatement', {
        Statement: `SELECT * FROM "${name}" WHERE id = 1`,
      })
      await denied(limited, 'ExecuteStatement', { Statement: `DELETE FROM "${name}" WHERE id = 1` })
    }
  })
})
