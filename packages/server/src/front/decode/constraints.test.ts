import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits } from '../../base/index.ts'
import {
  arn,
  at,
  atMost,
  Key,
  length,
  named,
  pattern,
  refusal,
  table,
  terse,
  testRows,
} from './constraints.test-support.ts'

testRows({
  'table names': [
    [
      'DescribeTableInput',
      { TableName: '' },
      named(at('', 'tableName', length(3)), at('', 'tableName', pattern)),
    ],
    ['DescribeTableInput', { TableName: arn }, '(accepted)'],
    [
      'DescribeTableInput',
      {},
      "The parameter 'TableName' is required but was not present in the request",
    ],
    [
      'ListTablesInput',
      { ExclusiveStartTableName: '' },
      named(
        at('', 'exclusiveStartTableName', pattern),
        at('', 'exclusiveStartTableName', length(3)),
      ),
    ],
    [
      'ListTablesInput',
      { ExclusiveStartTableName: arn },
      named(at(arn, 'exclusiveStartTableName', pattern)),
    ],
    ['CreateTableInput', { ...table, TableName: 'ab' }, named(at('ab', 'tableName', length(3)))],
    ['CreateTableInput', { ...table, TableName: arn }, named(at(arn, 'tableName', pattern))],
    [
      'PutItemInput',
      { TableName: 'a'.repeat(256), Item: Key },
      named(at('a'.repeat(256), 'tableName', atMost(255))),
    ],
    [
      'PutItemInput',
      { TableName: 'bad table!@#', Item: Key },
      named(at('bad table!@#', 'tableName', pattern)),
    ],
    [
      'GetItemInput',
      { TableName: 'x!', Key },
      named(at('x!', 'tableName', length(3)), at('x!', 'tableName', pattern)),
    ],
    ['GetItemInput', { TableName: arn, Key }, '(accepted)'],
    ['GetItemInput', { TableName: '', Key }, terse('TableName', length(1))],
    ['ScanInput', { TableName: '' }, named(at('', 'tableName', length(1)))],
    [
      'CreateBackupInput',
      { TableName: 'abc', BackupName: '' },
      named(at('', 'backupName', pattern), at('', 'backupName', length(3))),
    ],
  ],
})

test('no more than ten violations are named', () => {
  const AttributeDefinitions = Array.from({ length: 8 }, () => ({}))
  const message = refusal('CreateTableInput', { ...table, AttributeDefinitions })
  assert.match(message, /^10 validation errors detected: /)
  assert.equal(message.split('; ').length, limits.violations)
})

test('attribute values are shown as identities, and long values are cut', () => {
  const secret = 'canary'
  const put = { PutRequest: { Item: { pk: { S: secret } } } }
  const message = refusal('BatchWriteItemInput', {
    RequestItems: { abc: Array.from({ length: 26 }, () => put) },
  })
  assert.match(
    message,
    /^1 validation error detected: Value '\{abc=\[WriteRequest\(putRequest=PutRequest\(item=\{pk=com\.amazonaws\.dynamodb\.v20120810\.AttributeValue@[0-9a-f]+\}\), deleteRequest=null\), .+\]\}' at 'requestItems' failed to satisfy constraint: Map value must satisfy constraint: \[.+\]$/,
  )
  assert(!message.includes(secret))
  const many = refusal('TransactWriteItemsInput', {
    TransactItems: Array.from({ length: 5000 }, () => ({ Put: { TableName: 'abc', Item: {} } })),
  })
  assert(many.length < 2 * limits.violationValueCharacters)
  assert.match(
    many,
    /\.\.\.\]' at 'transactItems' failed to satisfy constraint: Member must have length less than or equal to 100$/,
  )
  const long = refusal('GetItemInput', { TableName: 'a'.repeat(1_000_000), Key })
  assert(long.length < limits.violationValueCharacters + 500)
})

test('a pattern is not tried on a value that is too long anyway', () => {
  // Two adjacent repetitions: on a long value that fails at its end they would take minutes.
  const S3Bucket = `${'a'.repeat(200_000)}!`
  const message = refusal('ExportTableToPointInTimeInput', { TableArn: arn, S3Bucket })
  assert.match(message, /^1 validation error detected: .*less than or equal to 255$/)
})
