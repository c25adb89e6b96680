import type { Case } from '../case.ts'
import { invalidParameters } from '../expect.ts'
import type { Target } from '../target.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

const S = (text: string) => ({ S: text })
type Input = (target: Target) => object

/** A Query of the composite table; more than the partition is asked for by `condition`. */
const query =
  (more: object, condition = '', values: object = {}): Input =>
  ({ tables }) => ({
    TableName: tables.composite,
    KeyConditionExpression: `pk = :p${condition}`,
    ExpressionAttributeValues: { ':p': S('x'), ...values },
    ...more,
  })
const keyed =
  (condition: string, values: object = {}): Input =>
  ({ tables }) => ({
    TableName: tables.composite,
    KeyConditionExpression: condition,
    ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
  })
const schemaType = invalidParameters('Condition parameter type does not match schema type')
const operand = (operator: string, type: string) =>
  `Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`
const invalidKey = (text: string) => `Invalid KeyConditionExpression: ${text}`
const missed = (name: string) => `Query condition missed key schema element: ${name}`
const x = { ':v': S('x') }

const rows: readonly RefusalRow[] = [
  [
    'no-key-condition',
    'Query',
    ({ tables }) => ({ TableName: tables.composite }),
    'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
  ],
  ['an-empty-key-condition', 'Query', keyed(''), invalidKey('The expression can not be empty;')],
  ['a-missing-hash-key', 'Query', keyed('sk = :v', x), missed('pk')],
  ['another-attribute', 'Query', keyed('a = :v', x), missed('pk')],
  ['another-second-attribute', 'Query', query({}, ' AND a = :v', x), missed('sk')],
  ['a-range-of-the-hash-key', 'Query', keyed('pk > :v', x), 'Query key condition not supported'],
  [
    'three-conditions',
    'Query',
    query({}, ' AND sk = :v AND a = :v', x),
    'The number of query conditions (3) exceeds the number of key attributes defined in the schema (2)',
  ],
  [
    'two-conditions-on-a-key',
    'Query',
    query({}, ' AND sk > :v AND sk < :v', x),
    invalidKey('KeyConditionExpressions must only contain one condition per key'),
  ],
  [
    'OR',
    'Query',
    query({}, ' OR sk = :v', x),
    invalidKey('Invalid operator used in KeyConditionExpression: OR'),
  ],
  [
    'unequal',
    'Query',
    query({}, ' AND sk <> :v', x),
    invalidKey('Invalid operator used in KeyConditionExpression: <>'),
  ],
  [
    'NOT',
    'Query',
    query({}, ' AND NOT sk = :v', x),
    invalidKey('Invalid operator used in KeyConditionExpression: NOT'),
  ],
  [
    'IN',
    'Query',
    query({}, ' AND sk IN (:v)', x),
    invalidKey('Invalid operator used in KeyConditionExpression: IN'),
  ],
  [
    'contains',
    'Query',
    query({}, ' AND contains(sk, :v)', x),
    invalidKey('Invalid operator used in KeyConditionExpression: contains'),
  ],
  [
    'a-nested-path',
    'Query',
    query({}, ' AND sk.a = :v', x),
    invalidKey('KeyConditionExpressions cannot have conditions on nested attributes'),
  ],
  [
    'two-attributes-compared',
    'Query',
    query({}, ' AND sk = pk'),
    invalidKey(
      'Invalid condition in KeyConditionExpression: Multiple attribute names used in one condition',
    ),
  ],
  ['a-value-of-another-type', 'Query', query({}, ' AND sk = :v', { ':v': { N: '1' } }), schemaType],
  ['a-hash-value-of-another-type', 'Query', keyed('pk = :v', { ':v': { N: '1' } }), schemaType],
  ['a-boolean-key', 'Query', query({}, ' AND sk = :v', { ':v': { BOOL: true } }), schemaType],
  [
    'begins_with-a-number',
    'Query',
    query({}, ' AND begins_with(sk, :v)', { ':v': { N: '1' } }),
    operand('begins_with', 'N'),
  ],
  [
    'less-than-a-boolean',
    'Query',
    query({}, ' AND sk < :v', { ':v': { BOOL: true } }),
    operand('<', 'BOOL'),
  ],
  [
    'between-booleans',
    'Query',
    query({}, ' AND sk BETWEEN :v AND :v', { ':v': { BOOL: true } }),
    operand('BETWEEN', 'BOOL'),
  ],
  [
    'an-empty-key-value',
    'Query',
    query({}, ' AND sk = :v', { ':v': S('') }),
    'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: sk',
  ],
  [
    'reversed-bounds',
    'Query',
    query({}, ' AND sk BETWEEN :b AND :a', { ':a': S('a'), ':b': S('b') }),
    invalidKey(
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {S:b}, upper bound operand: AttributeValue: {S:a}',
    ),
  ],
  [
    'an-undefined-value',
    'Query',
    query({}, ' AND sk = :w'),
    invalidKey(
      'An expression attribute value used in expression is not defined; attribute value: :w',
    ),
  ],
  [
    'a-gap-in-the-key',
    'Query',
    ({ tables }) => ({
      TableName: tables.multi,
      IndexName: 'gsi',
      KeyConditionExpression: 'h1 = :v AND h2 = :v AND r2 = :v',
      ExpressionAttributeValues: x,
    }),
    'RANGE key attributes r1 must have equality conditions specified in the query because a condition is present on key attribute r2',
  ],
  [
    'a-range-before-the-last-attribute',
    'Query',
    ({ tables }) => ({
      TableName: tables.multi,
      IndexName: 'gsi',
      KeyConditionExpression: 'h1 = :v AND h2 = :v AND r1 > :v AND r2 = :v',
      ExpressionAttributeValues: x,
    }),
    'RANGE key attributes r1 must have equality conditions specified in the query because a condition is present on key attribute r2',
  ],
  [
    'a-missing-part-of-the-hash-key',
    'Query',
    ({ tables }) => ({
      TableName: tables.multi,
      IndexName: 'gsi',
      KeyConditionExpression: 'h1 = :v',
      ExpressionAttributeValues: x,
    }),
    /h2/,
  ],
]

/** What Query refuses of its key condition. */
export function keyConditionRefusalCases(): Case[] {
  return refusalCases(rows)
}
