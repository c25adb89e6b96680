import type { Dice } from '../properties/dice.ts'
import type { Json } from './json-tree.ts'

/** A request that is well formed, and mostly accepted. */
export interface Template {
  readonly operation: string
  readonly input: { [name: string]: Json }
}

/** The tables that the requests are about. */
export const tables: readonly { readonly TableName: string; readonly [name: string]: Json }[] = [
  {
    TableName: 'fuzz',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'g', 'l'].map((AttributeName) => ({
      AttributeName,
      AttributeType: AttributeName === 'sk' ? 'N' : 'S',
    })),
    KeySchema: [element('pk', 'HASH'), element('sk', 'RANGE')],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-g',
        KeySchema: [element('g', 'HASH'), element('sk', 'RANGE')],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
    LocalSecondaryIndexes: [
      {
        IndexName: 'by-l',
        KeySchema: [element('pk', 'HASH'), element('l', 'RANGE')],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] },
      },
    ],
  },
  {
    TableName: 'plain',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [element('pk', 'HASH')],
  },
]

function element(AttributeName: string, KeyType: string): Json {
  return { AttributeName, KeyType }
}

type Input = { [name: string]: Json }
type Make = (dice: Dice) => Input

function keyOf(dice: Dice): Input {
  return { pk: { S: dice.pick(['a', 'b', 'c']) }, sk: { N: String(dice.below(10)) } }
}

function itemOf(dice: Dice): Input {
  return {
    ...keyOf(dice),
    g: { S: dice.pick(['x', 'y']) },
    l: { S: 'l' },
    a: { M: { b: { L: [{ N: '1' }, { BOOL: true }, { NULL: true }] } } },
    s: { SS: ['a', 'b'] },
    b: { B: 'AQID' },
  }
}

const condition = {
  ConditionExpression: 'attribute_not_exists(#n) OR a.b[0] > :v',
  ExpressionAttributeNames: { '#n': 'missing' },
  ExpressionAttributeValues: { ':v': { N: '0' } },
} satisfies Input

function update(dice: Dice): Input {
  return {
    TableName: 'fuzz',
    Key: keyOf(dice),
    UpdateExpression: 'SET #c = if_not_exists(#c, :zero) + :one, a.b[0] = :one ADD s :s REMOVE z',
    ConditionExpression: 'attribute_exists(a)',
    ExpressionAttributeNames: { '#c': 'count' },
    ExpressionAttributeValues: { ':zero': { N: '0' }, ':one': { N: '1' }, ':s': { SS: ['c'] } },
  }
}

const makers: readonly [readonly [string, Make], ...(readonly [string, Make])[]] = [
  ['PutItem', (dice) => ({ TableName: 'fuzz', Item: itemOf(dice), ReturnValues: 'ALL_OLD' })],
  ['PutItem', (dice) => ({ TableName: 'fuzz', Item: itemOf(dice), ...condition })],
  ['GetItem', (dice) => ({ TableName: 'fuzz', Key: keyOf(dice), ConsistentRead: true })],
  [
    'GetItem',
    (dice) => ({ TableName: 'fuzz', Key: keyOf(dice), ProjectionExpression: 'a.b[1], pk' }),
  ],
  ['UpdateItem', (dice) => ({ ...update(dice), ReturnValues: 'UPDATED_NEW' })],
  ['DeleteItem', (dice) => ({ TableName: 'fuzz', Key: keyOf(dice), ...condition })],
  [
    'Query',
    (dice) => ({
      TableName: 'fuzz',
      KeyConditionExpression: 'pk = :p AND sk BETWEEN :a AND :b',
      FilterExpression: 'contains(s, :c) AND size(a) >= :a',
      ExpressionAttributeValues: {
        ':p': { S: 'a' },
        ':a': { N: '0' },
        ':b': { N: '9' },
        ':c': { S: 'a' },
      },
      Limit: 1 + dice.below(5),
      ReturnConsumedCapacity: 'INDEXES',
    }),
  ],
  [
    'Query',
    (dice) => ({
      TableName: 'fuzz',
      IndexName: dice.pick(['by-g', 'by-l']),
      KeyConditionExpression: '#k = :p',
      ExpressionAttributeNames: { '#k': dice.pick(['g', 'pk']) },
      ExpressionAttributeValues: { ':p': { S: 'x' } },
      ScanIndexForward: false,
      Select: 'COUNT',
      ExclusiveStartKey: { ...keyOf(dice), g: { S: 'x' } },
    }),
  ],
  [
    'Scan',
    (dice) => ({
      TableName: 'fuzz',
      FilterExpression: 'NOT a.b[0] IN (:a, :b)',
      ExpressionAttributeValues: { ':a': { N: '0' }, ':b': { S: 'b' } },
      Limit: 5,
      TotalSegments: 4,
      Segment: dice.below(4),
    }),
  ],
  [
    'BatchGetItem',
    (dice) => ({
      RequestItems: {
        fuzz: { Keys: [keyOf(dice)], ProjectionExpression: 'a' },
        plain: { Keys: [{ pk: { S: 'a' } }, { pk: { S: 'b' } }] },
      },
    }),
  ],
  [
    'BatchWriteItem',
    (dice) => ({
      RequestItems: {
        fuzz: [{ PutRequest: { Item: itemOf(dice) } }],
        plain: [{ DeleteRequest: { Key: { pk: { S: 'a' } } } }],
      },
    }),
  ],
  [
    'TransactWriteItems',
    (dice) => ({
      TransactItems: [
        { Put: { TableName: 'fuzz', Item: itemOf(dice) } },
        { Update: { ...update(dice), TableName: 'fuzz' } },
        { Delete: { TableName: 'plain', Key: { pk: { S: 'a' } } } },
        { ConditionCheck: { TableName: 'plain', Key: { pk: { S: 'b' } }, ...condition } },
      ],
      ClientRequestToken: dice.pick(['one', 'two', 'three']),
    }),
  ],
  [
    'TransactGetItems',
    (dice) => ({
      TransactItems: [
        { Get: { TableName: 'fuzz', Key: keyOf(dice) } },
        { Get: { TableName: 'plain', Key: { pk: { S: 'a' } }, ProjectionExpression: 'pk' } },
      ],
    }),
  ],
  [
    'ExecuteStatement',
    () => ({
      Statement: 'SELECT a, pk FROM "fuzz" WHERE pk = ? AND sk > ? AND contains(s, \'a\')',
      Parameters: [{ S: 'a' }, { N: '1' }],
      Limit: 3,
    }),
  ],
  [
    'ExecuteStatement',
    (dice) => ({
      Statement: dice.pick([
        "INSERT INTO \"plain\" VALUE {'pk': 'a', 'n': 1, 'l': [1, {'x': <<'a', 'b'>>}]}",
        'UPDATE "fuzz" SET count = count + 1 REMOVE z WHERE pk = \'a\' AND sk = 1 RETURNING ALL NEW *',
        'DELETE FROM "plain" WHERE pk = \'a\'',
        'SELECT * FROM "fuzz"."by-g" WHERE g IN [\'x\', \'y\'] ORDER BY sk DESC',
      ]),
    }),
  ],
  [
    'BatchExecuteStatement',
    () => ({
      Statements: [
        { Statement: "SELECT * FROM fuzz WHERE pk = 'a' AND sk = 1" },
        { Statement: 'SELECT * FROM plain WHERE pk = ?', Parameters: [{ S: 'b' }] },
      ],
    }),
  ],
  [
    'ExecuteTransaction',
    () => ({
      TransactStatements: [
        { Statement: "EXISTS(SELECT * FROM plain WHERE pk = 'z' AND n IS MISSING)" },
        { Statement: 'UPDATE plain SET n = ? WHERE pk = ?', Parameters: [{ N: '1' }, { S: 'b' }] },
      ],
    }),
  ],
  ['DescribeTable', (dice) => ({ TableName: dice.pick(['fuzz', 'plain', 'absent']) })],
  ['ListTables', () => ({ Limit: 10, ExclusiveStartTableName: 'aaa' })],
  ['CreateTable', (dice) => ({ ...tables[0], TableName: `made-${String(dice.below(5))}` })],
  ['DeleteTable', (dice) => ({ TableName: `made-${String(dice.below(5))}` })],
  [
    'UpdateTable',
    (dice) => ({
      TableName: `made-${String(dice.below(5))}`,
      BillingMode: 'PROVISIONED',
      ProvisionedThroughput: { ReadCapacityUnits: 5, WriteCapacityUnits: 5 },
    }),
  ],
]

/** One of them; its tree belongs to the caller. */
export function template(dice: Dice): Template {
  const [operation, make] = dice.pick(makers)
  return { operation, input: structuredClone(make(dice)) }
}
