import {
  absent,
  arn,
  at,
  atMost,
  capacity,
  Key,
  length,
  named,
  nameKeys,
  returnValues,
  terse,
  testRows,
  values,
} from './constraints.test-support.ts'

testRows({
  'single-item writes': [
    ['PutItemInput', {}, named(absent('tableName'), absent('item'))],
    ['PutItemInput', { TableName: '', Item: {} }, terse('TableName', length(1))],
    [
      'PutItemInput',
      { TableName: '', Item: {}, ReturnValues: 'INVALID' },
      terse('TableName', length(1)),
    ],
    [
      'PutItemInput',
      {
        TableName: 'abc',
        Item: {},
        ReturnConsumedCapacity: 'I',
        ReturnItemCollectionMetrics: 'I',
        ReturnValues: 'I',
      },
      named(
        at('I', 'returnConsumedCapacity', capacity),
        returnValues,
        at('I', 'returnItemCollectionMetrics', values('SIZE, NONE')),
      ),
    ],
    [
      'DeleteItemInput',
      { TableName: 'abc', Key, ReturnValues: 'I', ReturnConsumedCapacity: 'I' },
      named(at('I', 'returnConsumedCapacity', capacity), returnValues),
    ],
    [
      'UpdateItemInput',
      { TableName: 'abc', Key, ReturnValues: 'I', ReturnConsumedCapacity: 'I' },
      named(returnValues),
    ],
    [
      'UpdateItemInput',
      { TableName: '', ReturnConsumedCapacity: 'I', ReturnValues: 'I' },
      named(
        at('I', 'returnConsumedCapacity', capacity),
        at('', 'tableName', length(1)),
        at('I', 'returnValues', values('ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW')),
        absent('key'),
      ),
    ],
    [
      'UpdateItemInput',
      { TableName: 'abc', ConditionalOperator: 'XOR' },
      named(at('XOR', 'conditionalOperator', values('OR, AND')), absent('key')),
    ],
  ],
  reads: [
    [
      'QueryInput',
      { TableName: 'abc', Limit: 0 },
      terse('Limit', 'Member must have value greater than or equal to 1'),
    ],
    [
      'ScanInput',
      { TableName: 'abc', Limit: 0 },
      named(at(0, 'limit', 'Member must have value greater than or equal to 1')),
    ],
    [
      'ScanInput',
      { TableName: 'abc', Segment: -1 },
      named(at(-1, 'segment', 'Member must have value greater than or equal to 0')),
    ],
    [
      'QueryInput',
      { TableName: 'abc', Select: 'I' },
      named(
        at(
          'I',
          'select',
          values('SPECIFIC_ATTRIBUTES, COUNT, ALL_ATTRIBUTES, ALL_PROJECTED_ATTRIBUTES'),
        ),
      ),
    ],
    [
      'QueryInput',
      { TableName: 'abc', ConditionalOperator: 'XOR', Select: 'I' },
      'Failed to satisfy constraint: Member must satisfy enum value set: [ALL, OR]',
    ],
    [
      'QueryInput',
      { TableName: 'abc', KeyConditions: { a: {} } },
      named(absent('keyConditions.a.member.comparisonOperator')),
    ],
    [
      'QueryInput',
      { TableName: 'abc', AttributesToGet: [] },
      named(at('[]', 'attributesToGet', length(1))),
    ],
    [
      'QueryInput',
      { TableName: 'abc', AttributesToGet: ['a', null] },
      named(absent('attributesToGet.2.member')),
    ],
    [
      'ListTablesInput',
      { Limit: 101 },
      named(at(101, 'limit', 'Member must have value less than or equal to 100')),
    ],
    [
      'ExecuteStatementInput',
      { Statement: 'SELECT', Parameters: [] },
      named(at('[]', 'parameters', length(1))),
    ],
    ['ExecuteStatementInput', { Statement: 'SELECT', Parameters: [null] }, '(accepted)'],
  ],
  batches: [
    ['BatchGetItemInput', {}, named(absent('requestItems'))],
    ['BatchGetItemInput', { RequestItems: {} }, terse('RequestItems', length(1))],
    [
      'BatchGetItemInput',
      { RequestItems: { abc: { Keys: [] } } },
      terse('RequestItems.abc.member.Keys', length(1)),
    ],
    [
      'BatchGetItemInput',
      { RequestItems: { Abc: { Keys: Array.from({ length: 101 }, () => Key) } } },
      terse('RequestItems.Abc.member.Keys', atMost(100)),
    ],
    [
      'BatchGetItemInput',
      { RequestItems: { abc: {} } },
      named(absent('requestItems.abc.member.keys')),
    ],
    [
      'BatchGetItemInput',
      { RequestItems: { abc: null } },
      named(absent('requestItems.abc.member')),
    ],
    ['BatchGetItemInput', { RequestItems: { [arn]: { Keys: [Key] } } }, '(accepted)'],
    [
      'BatchGetItemInput',
      { RequestItems: { 'bad!name': { Keys: [Key] } }, ReturnConsumedCapacity: 'I' },
      named(
        at('{"bad!name":{"Keys":[{"pk":{"S":"a"}}]}}', 'requestItems', nameKeys),
        at('I', 'returnConsumedCapacity', capacity),
      ),
    ],
    ['BatchWriteItemInput', { RequestItems: {} }, terse('RequestItems', length(1))],
    [
      'BatchWriteItemInput',
      { RequestItems: { abc: [] } },
      named(
        at(
          '{abc=[]}',
          'requestItems',
          `Map value must satisfy constraint: [${atMost(25)}, ${length(1)}]`,
        ),
      ),
    ],
    [
      'BatchWriteItemInput',
      { RequestItems: { 'bad!name': [{}] } },
      named(
        at(
          '{bad!name=[WriteRequest(putRequest=null, deleteRequest=null)]}',
          'requestItems',
          nameKeys,
        ),
      ),
    ],
    [
      'BatchWriteItemInput',
      { RequestItems: { 'bad!name': [{}] }, ReturnConsumedCapacity: 'I' },
      named(at('I', 'returnConsumedCapacity', capacity)),
    ],
    [
      'BatchWriteItemInput',
      { RequestItems: { abc: [{ PutRequest: {} }] } },
      named(absent('requestItems.abc.member.1.member.putRequest.item')),
    ],
    ['TransactWriteItemsInput', { TransactItems: [] }, named(at('[]', 'transactItems', length(1)))],
    [
      'TransactWriteItemsInput',
      {
        TransactItems: [{}],
        ClientRequestToken: 'x'.repeat(37),
        ReturnConsumedCapacity: 'I',
        ReturnItemCollectionMetrics: 'I',
      },
      named(
        at('x'.repeat(37), 'clientRequestToken', atMost(36)),
        at('I', 'returnConsumedCapacity', capacity),
        at('I', 'returnItemCollectionMetrics', values('SIZE, NONE')),
      ),
    ],
  ],
})
