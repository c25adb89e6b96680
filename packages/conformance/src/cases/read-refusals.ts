import type { Case } from '../case.ts'
import { counted, invalidParameters } from '../expect.ts'
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
const indexed =
  (IndexName: string, more: object): Input =>
  ({ tables }) => ({
    TableName: tables.indexed,
    IndexName,
    KeyConditionExpression: 'g = :p',
    ExpressionAttributeValues: { ':p': S('x') },
    ...more,
  })
const scan =
  (more: object): Input =>
  ({ tables }) => ({ TableName: tables.composite, ...more })

const schemaType = invalidParameters('Condition parameter type does not match schema type')
const operand = (operator: string, type: string) =>
  `Invalid KeyConditionExpression: Incorrect operand type for operator or function; operator or function: ${operator}, operand type: ${type}`
const invalidKey = (text: string) => `Invalid KeyConditionExpression: ${text}`
const missed = (name: string) => `Query condition missed key schema element: ${name}`
const x = { ':v': S('x') }

const keyConditions: readonly RefusalRow[] = [
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

const shapes: readonly RefusalRow[] = [
  [
    'a-missing-table',
    'Query',
    () => ({
      TableName: 'conformance-absent',
      KeyConditionExpression: 'pk = :v',
      ExpressionAttributeValues: x,
    }),
    'Requested resource not found',
    'ResourceNotFoundException',
  ],
  [
    'a-missing-table',
    'Scan',
    () => ({ TableName: 'conformance-absent' }),
    'Requested resource not found',
    'ResourceNotFoundException',
  ],
  [
    'an-unknown-index',
    'Query',
    query({ IndexName: 'absent' }),
    'The table does not have the specified index: absent',
  ],
  [
    'an-unknown-index',
    'Scan',
    scan({ IndexName: 'absent' }),
    'The table does not have the specified index: absent',
  ],
  [
    'a-limit-of-0',
    'Query',
    query({ Limit: 0 }),
    counted(
      "Value at 'Limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
  ],
  [
    'a-limit-of-0',
    'Scan',
    scan({ Limit: 0 }),
    counted(
      "Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ),
  ],
  [
    'an-unknown-select',
    'Query',
    query({ Select: 'X' }),
    counted(
      "Value 'X' at 'select' failed to satisfy constraint: Member must satisfy enum value set: [SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES]",
    ),
  ],
  [
    'a-consistent-global-index',
    'Query',
    indexed('gsi-all', { ConsistentRead: true }),
    'Consistent reads are not supported on global secondary indexes',
  ],
  [
    'a-consistent-global-index',
    'Scan',
    ({ tables }) => ({ TableName: tables.indexed, IndexName: 'gsi-all', ConsistentRead: true }),
    'Consistent reads are not supported on global secondary indexes',
  ],
  [
    'projected-of-a-table',
    'Query',
    query({ Select: 'ALL_PROJECTED_ATTRIBUTES' }),
    counted('ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName'),
  ],
  [
    'projected-of-a-table',
    'Scan',
    scan({ Select: 'ALL_PROJECTED_ATTRIBUTES' }),
    'ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
  ],
  [
    'specific-without-projection',
    'Query',
    query({ Select: 'SPECIFIC_ATTRIBUTES' }),
    counted(
      'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
    ),
  ],
  [
    'specific-without-projection',
    'Scan',
    scan({ Select: 'SPECIFIC_ATTRIBUTES' }),
    'Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES',
  ],
  [
    'a-projected-count',
    'Query',
    query({ Select: 'COUNT', ProjectionExpression: 'a' }),
    counted('Cannot specify the ProjectionExpression when choosing to get only the Count'),
  ],
  [
    'a-projection-of-all',
    'Scan',
    scan({ Select: 'ALL_ATTRIBUTES', ProjectionExpression: 'a' }),
    'Cannot specify the ProjectionExpression when choosing to get ALL_ATTRIBUTES',
  ],
  [
    'all-of-a-partial-global-index',
    'Query',
    indexed('gsi-include', { Select: 'ALL_ATTRIBUTES' }),
    invalidParameters(
      'Select type ALL_ATTRIBUTES is not supported for global secondary index gsi-include because its projection type is not ALL',
    ),
  ],
  [
    'a-filter-on-the-key',
    'Query',
    query({ FilterExpression: 'sk = :p' }),
    'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
  ],
  [
    'an-empty-filter',
    'Query',
    query({ FilterExpression: '' }),
    'Invalid FilterExpression: The expression can not be empty;',
  ],
  [
    'an-empty-projection',
    'Scan',
    scan({ ProjectionExpression: '' }),
    'Invalid ProjectionExpression: The expression can not be empty;',
  ],
  [
    'unused-names',
    'Query',
    query({ ExpressionAttributeNames: { '#u': 'u' } }),
    'Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}',
  ],
  [
    'unused-values',
    'Query',
    query({}, '', { ':u': S('u') }),
    'Value provided in ExpressionAttributeValues unused in expressions: keys: {:u}',
  ],
  [
    'an-undefined-name',
    'Query',
    query({ FilterExpression: '#m = :p' }),
    'Invalid FilterExpression: An expression attribute name used in the document path is not defined; attribute name: #m',
  ],
  [
    'a-value-key-of-bad-form',
    'Query',
    query({}, '', { v: S('u') }),
    'ExpressionAttributeValues contains invalid key: Syntax error; key: "v"',
  ],
  [
    'a-segment-alone',
    'Scan',
    scan({ Segment: 0 }),
    'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
  ],
  [
    'segments-alone',
    'Scan',
    scan({ TotalSegments: 4 }),
    'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
  ],
  [
    'a-segment-out-of-range',
    'Scan',
    scan({ Segment: 5, TotalSegments: 5 }),
    'The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: 5 is not less than TotalSegments: 5',
  ],
  [
    'a-negative-segment',
    'Scan',
    scan({ Segment: -1, TotalSegments: 5 }),
    counted(
      "Value '-1' at 'segment' failed to satisfy constraint: Member must have value greater than or equal to 0",
    ),
  ],
  [
    'too-many-segments',
    'Scan',
    scan({ Segment: 0, TotalSegments: 1_000_001 }),
    counted(
      "Value '1000001' at 'totalSegments' failed to satisfy constraint: Member must have value less than or equal to 1000000",
    ),
  ],
]

const startKeys: readonly RefusalRow[] = [
  [
    'a-start-without-range',
    'Query',
    query({ ExclusiveStartKey: { pk: S('x') } }),
    'The provided starting key is invalid',
  ],
  [
    'a-start-of-another-type',
    'Query',
    query({ ExclusiveStartKey: { pk: S('x'), sk: { N: '1' } } }),
    'The provided starting key is invalid',
  ],
  [
    'a-start-in-another-partition',
    'Query',
    query({ ExclusiveStartKey: { pk: S('y'), sk: S('a') } }),
    'The provided starting key is outside query boundaries based on provided condition',
  ],
  [
    'a-start-out-of-range',
    'Query',
    query({ ExclusiveStartKey: { pk: S('x'), sk: S('a') } }, ' AND sk > :v', { ':v': S('b') }),
    'The provided starting key is outside query boundaries based on provided condition',
  ],
  [
    'a-start-without-range',
    'Scan',
    scan({ ExclusiveStartKey: { pk: S('x') } }),
    'The provided starting key is invalid: The provided key element does not match the schema',
  ],
]

/** What Query and Scan refuse, apart from values. */
export function readRefusalCases(): Case[] {
  return refusalCases([...keyConditions, ...shapes, ...startKeys])
}
