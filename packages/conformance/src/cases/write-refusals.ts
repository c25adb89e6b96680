import type { Case } from '../case.ts'
import { counted, invalidParameters } from '../expect.ts'
import type { Target } from '../target.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

const S = (text: string) => ({ S: text })
const mismatch = 'The provided key element does not match the schema'
const onlyOld = counted('ReturnValues can only be ALL_OLD or NONE')
const emptyKey = (kind: string) =>
  `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty ${kind} value. Key: pk`
const longHash = invalidParameters(
  'Size of hashkey has exceeded the maximum size limit of2048 bytes',
)
const longRange = invalidParameters(
  'Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
)
const scalars =
  "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: "
const absent = 'conformance-absent-table'

type Input = (target: Target) => object
const put =
  (Item: object, more: object = {}): Input =>
  ({ tables }) => ({ TableName: tables.hash, Item, ...more })
const putIndexed =
  (more: object): Input =>
  ({ tables }) => ({ TableName: tables.indexed, Item: { pk: S('p'), sk: S('s'), ...more } })
const update =
  (more: object, Key: object = { pk: S('p') }): Input =>
  ({ tables }) => ({ TableName: tables.hash, Key, ...more })
const updateIndexed =
  (name: string, value: object): Input =>
  ({ tables }) => ({
    TableName: tables.indexed,
    Key: { pk: S('p'), sk: S('s') },
    UpdateExpression: `SET ${name} = :v`,
    ExpressionAttributeValues: { ':v': value },
  })
const remove =
  (more: object, Key: object = { pk: S('p') }): Input =>
  ({ tables }) => ({ TableName: tables.hash, Key, ...more })

const keys: readonly RefusalRow[] = [
  [
    'a-missing-key',
    'PutItem',
    put({ a: S('x') }),
    invalidParameters('Missing the key pk in the item'),
  ],
  [
    'a-missing-sort-key',
    'PutItem',
    ({ tables }) => ({ TableName: tables.composite, Item: { pk: S('x') } }),
    invalidParameters('Missing the key sk in the item'),
  ],
  [
    'a-key-of-another-type',
    'PutItem',
    put({ pk: { N: '1' } }),
    invalidParameters('Type mismatch for key pk expected: S actual: N'),
  ],
  [
    'a-key-that-is-a-map',
    'PutItem',
    put({ pk: { M: {} } }),
    invalidParameters('Type mismatch for key pk expected: S actual: M'),
  ],
  ['an-empty-key', 'PutItem', put({ pk: S('') }), emptyKey('string')],
  [
    'an-empty-binary-key',
    'PutItem',
    ({ tables }) => ({ TableName: tables.binary, Item: { pk: { B: '' }, sk: { B: 'AA==' } } }),
    emptyKey('binary'),
  ],
  ['a-long-hash-key', 'PutItem', put({ pk: S('x'.repeat(2049)) }), longHash],
  [
    'a-long-range-key',
    'PutItem',
    ({ tables }) => ({
      TableName: tables.composite,
      Item: { pk: S('x'), sk: S('x'.repeat(1025)) },
    }),
    longRange,
  ],
  [
    'an-index-key-of-another-type',
    'PutItem',
    putIndexed({ l: { N: '1' } }),
    invalidParameters('Type mismatch for Index Key l Expected: S Actual: N IndexName: lsi-all'),
  ],
  [
    'an-index-key-that-is-null',
    'PutItem',
    putIndexed({ l: { NULL: true } }),
    invalidParameters('Type mismatch for Index Key l Expected: S Actual: NULL IndexName: lsi-all'),
  ],
  [
    'an-empty-index-key',
    'PutItem',
    putIndexed({ ls: S('') }),
    'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: lsi-include, IndexKey: ls',
  ],
  ['a-key-of-another-type', 'UpdateItem', update({}, { pk: { N: '1' } }), mismatch],
  [
    'an-incomplete-key',
    'UpdateItem',
    ({ tables }) => ({ TableName: tables.composite, Key: { pk: S('x') } }),
    mismatch,
  ],
  ['a-key-with-more', 'UpdateItem', update({}, { pk: S('x'), sk: S('y') }), mismatch],
  ['an-empty-key', 'UpdateItem', update({}, { pk: S('') }), emptyKey('string')],
  ['a-long-hash-key', 'UpdateItem', update({}, { pk: S('x'.repeat(2049)) }), longHash],
  [
    'a-change-of-the-key',
    'UpdateItem',
    update({ UpdateExpression: 'SET pk = :v', ExpressionAttributeValues: { ':v': S('x') } }),
    invalidParameters('Cannot update attribute pk. This attribute is part of the key'),
  ],
  [
    'an-index-key-of-another-type',
    'UpdateItem',
    updateIndexed('l', { N: '1' }),
    invalidParameters('Type mismatch for Index Key l Expected: S Actual: N IndexName: lsi-all'),
  ],
  [
    'an-empty-index-key',
    'UpdateItem',
    updateIndexed('l', S('')),
    'One or more parameter values are not valid. The update expression attempted to update a secondary index key to a value that is not supported. The AttributeValue for a key attribute cannot contain an empty string value.',
  ],
  ['a-path-into-an-index-key', 'UpdateItem', updateIndexed('l.a', S('x')), `${scalars}IndexKey: l`],
  [
    'a-path-into-the-key',
    'PutItem',
    put({ pk: S('x') }, { ConditionExpression: 'attribute_exists(pk.a)' }),
    `${scalars}Key: pk`,
  ],
  [
    'a-path-into-the-key',
    'DeleteItem',
    remove({ ConditionExpression: 'attribute_exists(pk[0])' }),
    `${scalars}Key: pk`,
  ],
  ['a-path-into-the-key', 'GetItem', remove({ ProjectionExpression: 'pk.a' }), `${scalars}Key: pk`],
  [
    'an-incomplete-key',
    'DeleteItem',
    ({ tables }) => ({ TableName: tables.composite, Key: { pk: S('x') } }),
    mismatch,
  ],
  ['an-empty-key', 'DeleteItem', remove({}, { pk: S('') }), emptyKey('string')],
  [
    'an-incomplete-key',
    'GetItem',
    ({ tables }) => ({ TableName: tables.composite, Key: { pk: S('x') } }),
    mismatch,
  ],
  ['a-key-with-more', 'GetItem', remove({}, { pk: S('x'), v: S('y') }), mismatch],
  ['a-key-of-another-type', 'GetItem', remove({}, { pk: { BOOL: true } }), mismatch],
  ['an-empty-key', 'GetItem', remove({}, { pk: S('') }), emptyKey('string')],
  ['a-long-hash-key', 'GetItem', remove({}, { pk: S('x'.repeat(2049)) }), longHash],
]

const requests: readonly RefusalRow[] = [
  [
    'a-missing-table',
    'PutItem',
    () => ({ TableName: absent, Item: { pk: S('x') } }),
    'Requested resource not found',
    'ResourceNotFoundException',
  ],
  [
    'a-missing-table',
    'GetItem',
    () => ({ TableName: absent, Key: { pk: S('x') } }),
    'Requested resource not found',
    'ResourceNotFoundException',
  ],
  [
    'a-missing-table',
    'UpdateItem',
    () => ({ TableName: absent, Key: { pk: S('x') } }),
    'Requested resource not found',
    'ResourceNotFoundException',
  ],
  [
    'a-missing-table',
    'DeleteItem',
    () => ({ TableName: absent, Key: { pk: S('x') } }),
    'Requested resource not found',
    'ResourceNotFoundException',
  ],
  [
    'no-table-and-no-item',
    'PutItem',
    () => ({}),
    "2 validation errors detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null; Value null at 'item' failed to satisfy constraint: Member must not be null",
  ],
  [
    'an-empty-table-name',
    'PutItem',
    () => ({ TableName: '', Item: {} }),
    counted(
      "Value at 'TableName' failed to satisfy constraint: Member must have length greater than or equal to 1",
    ),
  ],
  [
    'a-bad-table-name',
    'PutItem',
    () => ({ TableName: 'bad table!', Item: {} }),
    counted(
      "Value 'bad table!' at 'tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+",
    ),
  ],
  ['ALL_NEW', 'PutItem', put({ pk: S('x') }, { ReturnValues: 'ALL_NEW' }), onlyOld],
  ['UPDATED_NEW', 'DeleteItem', remove({ ReturnValues: 'UPDATED_NEW' }), onlyOld],
  [
    'unknown-return-values',
    'UpdateItem',
    update({ ReturnValues: 'X' }),
    counted(
      'Failed to satisfy constraint: Member must satisfy enum value set: [ALL_OLD, UPDATED_OLD, ALL_NEW, UPDATE_NEW, NONE]',
    ),
  ],
  [
    'unknown-capacity',
    'PutItem',
    put({ pk: S('x') }, { ReturnConsumedCapacity: 'X' }),
    counted(
      "Value 'X' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]",
    ),
  ],
  [
    'values-without-expression',
    'PutItem',
    put({ pk: S('x') }, { ExpressionAttributeValues: { ':v': S('x') } }),
    counted('ExpressionAttributeValues can only be specified when using expressions'),
  ],
  [
    'names-without-expression',
    'DeleteItem',
    remove({ ExpressionAttributeNames: { '#a': 'a' } }),
    counted('ExpressionAttributeNames can only be specified when using expressions'),
  ],
  [
    'names-without-expression',
    'GetItem',
    remove({ ExpressionAttributeNames: { '#a': 'a' } }),
    'ExpressionAttributeNames can only be specified when using expressions',
  ],
  [
    'empty-values',
    'UpdateItem',
    update({ UpdateExpression: 'REMOVE a', ExpressionAttributeValues: {} }),
    counted('ExpressionAttributeValues must not be empty'),
  ],
  [
    'empty-names',
    'PutItem',
    put(
      { pk: S('x') },
      { ConditionExpression: 'attribute_exists(a)', ExpressionAttributeNames: {} },
    ),
    counted('ExpressionAttributeNames must not be empty'),
  ],
  [
    'empty-names',
    'GetItem',
    remove({ ProjectionExpression: 'a', ExpressionAttributeNames: {} }),
    'ExpressionAttributeNames must not be empty',
  ],
  [
    'unused-names',
    'UpdateItem',
    update({ UpdateExpression: 'REMOVE a', ExpressionAttributeNames: { '#u': 'u' } }),
    counted('Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}'),
  ],
  [
    'unused-values',
    'PutItem',
    put(
      { pk: S('x') },
      { ConditionExpression: 'attribute_exists(a)', ExpressionAttributeValues: { ':u': S('x') } },
    ),
    counted('Value provided in ExpressionAttributeValues unused in expressions: keys: {:u}'),
  ],
  [
    'unused-names',
    'GetItem',
    remove({ ProjectionExpression: 'a', ExpressionAttributeNames: { '#u': 'u' } }),
    'Value provided in ExpressionAttributeNames unused in expressions: keys: {#u}',
  ],
  [
    'a-name-of-bad-form',
    'UpdateItem',
    update({ UpdateExpression: 'REMOVE a', ExpressionAttributeNames: { a: 'a' } }),
    counted('ExpressionAttributeNames contains invalid key: Syntax error; key: "a"'),
  ],
  [
    'an-arn-of-another-region',
    'GetItem',
    () => ({ TableName: 'arn:aws:dynamodb:xx-east-9:000000000000:table/abc', Key: { pk: S('x') } }),
    counted("Invalid AWS region in 'arn:aws:dynamodb:xx-east-9:000000000000:table/abc'"),
  ],
]

/** What the single-item operations refuse, apart from values and expressions. */
export function itemRefusalCases(): Case[] {
  return refusalCases([...keys, ...requests])
}
