import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { dynamodbOperations } from '../operations/dynamodb.ts'
import { itemParameters, itemParametersText } from './item-parameters.ts'

const keyNames = (): readonly string[] => ['pk', 'sk']
const secret = { S: 'SECRET' }
const key = { pk: { S: 'a' }, sk: { N: '7' } }

function shown(operation: string, input: Readonly<Record<string, unknown>>): unknown {
  return itemParameters(input, dynamodbOperations[operation]?.request ?? [], keyNames)
}

const inputs: readonly (readonly [string, Readonly<Record<string, unknown>>, unknown])[] = [
  [
    'GetItem',
    {
      TableName: 'T',
      Key: key,
      ProjectionExpression: '#a',
      ExpressionAttributeNames: { '#a': 'Name' },
    },
    {
      tableName: 'T',
      key: { pk: 'a', sk: '7' },
      projectionExpression: '#a',
      expressionAttributeNames: { '#a': 'Name' },
    },
  ],
  [
    'PutItem',
    { TableName: 'T', Item: { ...key, note: secret }, Expected: { note: { Value: secret } } },
    { tableName: 'T', key: { pk: 'a', sk: '7' }, item: ['pk', 'sk', 'note'], expected: ['note'] },
  ],
  [
    'UpdateItem',
    {
      TableName: 'T',
      Key: key,
      UpdateExpression: 'SET note = :n',
      ExpressionAttributeValues: { ':n': secret },
    },
    { tableName: 'T', key: { pk: 'a', sk: '7' }, updateExpression: 'SET note = :n' },
  ],
  [
    'Query',
    {
      TableName: 'T',
      KeyConditionExpression: 'pk = :p',
      ExpressionAttributeValues: { ':p': secret },
      QueryFilter: { note: { AttributeValueList: [secret] } },
      ExclusiveStartKey: key,
    },
    {
      tableName: 'T',
      keyConditionExpression: 'pk = :p',
      queryFilter: ['note'],
      exclusiveStartKey: { pk: 'a', sk: '7' },
    },
  ],
  [
    'BatchGetItem',
    { RequestItems: { T: { Keys: [key], ConsistentRead: true } } },
    { requestItems: [{ tableName: 'T', key: { pk: 'a', sk: '7' }, consistentRead: true }] },
  ],
  [
    'BatchWriteItem',
    {
      RequestItems: {
        T: [{ PutRequest: { Item: { ...key, note: secret } } }, { DeleteRequest: { Key: key } }],
      },
    },
    {
      requestItems: [
        {
          operation: 'Put',
          tableName: 'T',
          key: { pk: 'a', sk: '7' },
          items: ['pk', 'sk', 'note'],
        },
        { operation: 'Delete', tableName: 'T', key: { pk: 'a', sk: '7' } },
      ],
    },
  ],
  [
    'TransactWriteItems',
    {
      TransactItems: [
        { Put: { TableName: 'T', Item: { ...key, note: secret } } },
        {
          Update: {
            TableName: 'T',
            Key: key,
            UpdateExpression: 'SET a = :a',
            ExpressionAttributeValues: { ':a': secret },
          },
        },
      ],
    },
    {
      requestItems: [
        {
          operation: 'Put',
          tableName: 'T',
          key: { pk: 'a', sk: '7' },
          items: ['pk', 'sk', 'note'],
        },
        {
          operation: 'Update',
          tableName: 'T',
          key: { pk: 'a', sk: '7' },
          updateExpression: 'SET a = :a',
        },
      ],
    },
  ],
  [
    'ExecuteStatement',
    { Statement: `UPDATE T SET note = 'SECRET' WHERE pk = 'a'`, Parameters: [secret] },
    { statement: `UPDATE T SET note = ***(Redacted) WHERE pk = 'a'` },
  ],
  [
    'BatchExecuteStatement',
    { Statements: [{ Statement: `SELECT * FROM T WHERE n = 'SECRET'`, Parameters: [secret] }] },
    { requestItems: [{ statement: 'SELECT * FROM T WHERE n = ***(Redacted)' }] },
  ],
]

for (const [operation, input, expected] of inputs) {
  test(`shows keys and names of ${operation}, and no value`, () => {
    const parameters = shown(operation, input)
    assert.deepEqual(parameters, expected)
    assert.ok(!JSON.stringify(parameters).includes('SECRET'))
    const members = dynamodbOperations[operation]?.request ?? []
    assert.equal(itemParametersText(input, members, keyNames), JSON.stringify(parameters))
  })
}

test('writes the parameters of any request as JSON does', () => {
  const text = fc.string({ unit: 'binary', maxLength: 8 })
  const name = text.filter((each) => each !== '__proto__')
  const attributes = fc.dictionary(name, fc.oneof(fc.record({ S: text }), fc.record({ N: text })))
  const input = fc.record(
    {
      TableName: text,
      Key: attributes,
      ConsistentRead: fc.boolean(),
      ProjectionExpression: text,
      ExpressionAttributeNames: fc.dictionary(name, text),
      AttributesToGet: fc.array(text),
    },
    { requiredKeys: [] },
  )
  const put = fc.record({ TableName: text, Item: attributes, ReturnValues: text })
  const asked = fc.oneof(
    input.map((each) => ['GetItem', each] as const),
    put.map((each) => ['PutItem', each] as const),
  )
  fc.assert(
    fc.property(asked, ([operation, each]) => {
      const members = dynamodbOperations[operation]?.request ?? []
      const itsKeys = (): string[] => Object.keys('Item' in each ? each.Item : {}).slice(0, 2)
      const expected = JSON.stringify(itemParameters(each, members, itsKeys))
      assert.equal(itemParametersText(each, members, itsKeys), expected)
    }),
  )
})
