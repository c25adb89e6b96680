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

const unheld = (index: string, names: string) =>
  invalidParameters(
    `Secondary index ${index} does not project one or more filter attributes: [${names}]`,
  )

const x = { ':v': S('x') }

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
    'a-filter-that-a-global-index-lacks',
    'Query',
    indexed('gsi-include', { FilterExpression: 'extra.a = :p AND pk = :p' }),
    unheld('gsi-include', 'extra'),
  ],
  [
    'a-filter-that-a-local-index-lacks',
    'Query',
    indexed('lsi-include', {
      KeyConditionExpression: 'pk = :p',
      FilterExpression: 'NOT extra = :p AND contains(further, :p)',
      Select: 'ALL_ATTRIBUTES',
    }),
    unheld('lsi-include', 'extra, further'),
  ],
  [
    'an-older-filter-that-an-index-lacks',
    'Query',
    ({ tables }) => ({
      TableName: tables.indexed,
      IndexName: 'gsi-keys',
      KeyConditions: { gn: { ComparisonOperator: 'EQ', AttributeValueList: [{ N: '1' }] } },
      QueryFilter: { data: { ComparisonOperator: 'NULL' } },
    }),
    unheld('gsi-keys', 'data'),
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
  [
    'a-filter-and-a-projection-both-bad',
    'Query',
    query({ FilterExpression: 'a = ', ProjectionExpression: 'a,,b' }),
    'Invalid FilterExpression: Syntax error; token: "<EOF>", near: "= "',
  ],
  [
    'a-filter-and-a-projection-both-bad',
    'Scan',
    scan({ FilterExpression: 'a = ', ProjectionExpression: 'a,,b' }),
    'Invalid FilterExpression: Syntax error; token: "<EOF>", near: "= "',
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

/** What Query and Scan refuse, apart from key conditions and values. */
export function readRefusalCases(): Case[] {
  return refusalCases([...shapes, ...startKeys])
}
