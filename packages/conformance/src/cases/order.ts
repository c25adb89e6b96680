import type { Case } from '../case.ts'
import { counted } from '../expect.ts'
import type { Target } from '../target.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

const S = (text: string) => ({ S: text })
const absent = 'conformance-absent'
const badOperand =
  'Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: begins_with, operand type: N'
const undefinedValue =
  'Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; attribute value: :m'
const keyed = (condition: string, values: object) => () => ({
  TableName: absent,
  KeyConditionExpression: condition,
  ExpressionAttributeValues: values,
})
const number = { ':n': { N: '1' } }

/** Requests with two faults: which of them is named. */
const rows: readonly RefusalRow[] = [
  [
    'the-shape-before-the-table',
    'PutItem',
    () => ({ TableName: absent }),
    counted("Value null at 'item' failed to satisfy constraint: Member must not be null"),
  ],
  [
    'a-value-before-the-table',
    'PutItem',
    () => ({ TableName: absent, Item: { pk: { N: 'x' } } }),
    counted('The parameter cannot be converted to a numeric value: x'),
  ],
  [
    'an-expression-before-the-table',
    'DeleteItem',
    () => ({ TableName: absent, Key: { pk: S('x') }, ConditionExpression: '' }),
    counted('Invalid ConditionExpression: The expression can not be empty;'),
  ],
  [
    'unused-names-before-the-key',
    'GetItem',
    ({ tables }: Target) => ({
      TableName: tables.composite,
      Key: { pk: S('x') },
      ExpressionAttributeNames: { '#a': 'a' },
    }),
    'ExpressionAttributeNames can only be specified when using expressions',
  ],
  [
    'an-empty-table-name-before-the-rest',
    'PutItem',
    () => ({ TableName: '', Item: {}, ReturnValues: 'X' }),
    counted(
      "Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
  ],
  [
    'a-bad-operand-before-the-table',
    'Query',
    keyed('pk = :p AND begins_with(sk, :n)', { ':p': S('x'), ...number }),
    badOperand,
  ],
  [
    'the-first-fault-of-a-key-condition',
    'Query',
    keyed('pk = :m AND begins_with(sk, :n)', number),
    undefinedValue,
  ],
  [
    'the-first-fault-of-a-key-condition-reversed',
    'Query',
    keyed('begins_with(sk, :n) AND pk = :m', number),
    badOperand,
  ],
  [
    'the-limit-before-the-table',
    'Query',
    () => ({ TableName: absent, Limit: 0 }),
    counted(
      "Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
  ],
  [
    'the-segments-before-the-table',
    'Scan',
    () => ({ TableName: absent, Segment: 1 }),
    'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
  ],
  [
    'the-count-before-the-tables',
    'BatchWriteItem',
    () => ({
      RequestItems: {
        [absent]: Array.from({ length: 26 }, (_, at) => ({
          DeleteRequest: { Key: { pk: S(String(at)) } },
        })),
      },
    }),
    /less than or equal to 25/,
  ],
  [
    'the-key-schema-before-the-name',
    'CreateTable',
    ({ tables }: Target) => ({
      TableName: tables.hash,
      AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'pk', KeyType: 'RANGE' }],
      BillingMode: 'PAY_PER_REQUEST',
    }),
    'Invalid KeySchema: The first KeySchemaElement is not a HASH key type',
  ],
  [
    'the-condition-after-the-key',
    'PutItem',
    ({ tables }: Target) => ({
      TableName: tables.hash,
      Item: { a: S('x') },
      ConditionExpression: 'attribute_exists(pk)',
    }),
    'One or more parameter values were invalid: Missing the key pk in the item',
  ],
]

export function orderCases(): Case[] {
  return refusalCases(rows).map((each) => ({
    ...each,
    id: each.id.replace('/refuses-', '/names-'),
    title: `Of two faults, ${each.id.slice(each.id.indexOf('/refuses-') + 9).replaceAll('-', ' ')}`,
  }))
}
