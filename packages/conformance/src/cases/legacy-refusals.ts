import type { Case } from '../case.ts'
import { counted, invalidParameters } from '../expect.ts'
import type { Target } from '../target.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

const S = (text: string) => ({ S: text })
const when = (ComparisonOperator: string, ...AttributeValueList: object[]) => ({
  ComparisonOperator,
  ...(AttributeValueList.length > 0 ? { AttributeValueList } : {}),
})
type Input = (target: Target) => object
const update =
  (more: object, Key: object = { pk: S('a') }): Input =>
  ({ tables }) => ({ TableName: tables.hash, Key, ...more })
const put =
  (more: object): Input =>
  ({ tables }) => ({ TableName: tables.hash, Item: { pk: S('a') }, ...more })
const scan =
  (more: object): Input =>
  ({ tables }) => ({ TableName: tables.composite, ...more })
const query =
  (more: object): Input =>
  ({ tables }) => ({
    TableName: tables.composite,
    KeyConditions: { pk: when('EQ', S('a')) },
    ...more,
  })
const mixed = (legacy: string, expressions: string) =>
  `Can not use both expression and non-expression parameters in the same request: Non-expression parameters: {${legacy}} Expression parameters: {${expressions}}`
const forOne =
  'ConditionalOperator can only be used when Filter or Expected has two or more elements'
const forNone = 'ConditionalOperator cannot be used without Filter or Expected'
const onlyDelete = invalidParameters(
  'Only DELETE action is allowed when no attribute value is specified',
)
const bounds =
  'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound'
const numberOf = (operator: string) =>
  invalidParameters(`Invalid number of argument(s) for the ${operator} ComparisonOperator`)
const notFor = (operator: string, type: string) =>
  invalidParameters(`ComparisonOperator ${operator} is not valid for ${type} AttributeValue type`)
const a = { a: when('EQ', S('x')) }
const value = { ':v': S('x') }

/** Conditions on `a` that no filter and no expectation takes. */
const conditions: readonly [name: string, condition: object, text: string][] = [
  ['no-value', when('EQ'), numberOf('EQ')],
  ['two-values-for-one', when('NE', S('a'), S('b')), numberOf('NE')],
  ['one-value-for-two', when('BETWEEN', S('a')), numberOf('BETWEEN')],
  ['a-value-for-none', when('NOT_NULL', S('a')), numberOf('NOT_NULL')],
  [
    'values-of-two-types',
    when('IN', S('a'), { N: '1' }),
    invalidParameters('AttributeValues inside AttributeValueList must be of same type'),
  ],
  ['a-set-for-contains', when('CONTAINS', { SS: ['a'] }), notFor('CONTAINS', 'SS')],
  ['a-map-for-gt', when('GT', { M: {} }), notFor('GT', 'M')],
  ['a-number-for-begins-with', when('BEGINS_WITH', { N: '1' }), notFor('BEGINS_WITH', 'N')],
  ['bounds-in-the-wrong-order', when('BETWEEN', S('b'), S('a')), bounds],
]

const filters: readonly RefusalRow[] = conditions.flatMap(
  ([name, condition, text]): RefusalRow[] => [
    [`${name}-in-a-filter`, 'Scan', scan({ ScanFilter: { a: condition } }), text],
    [`${name}-in-a-filter`, 'Query', query({ QueryFilter: { a: condition } }), text],
    // An expectation without values is refused in words of its own.
    ...(name === 'no-value'
      ? []
      : ([
          [`${name}-in-expected`, 'PutItem', put({ Expected: { a: condition } }), counted(text)],
        ] as const)),
  ],
)

const expectations: readonly RefusalRow[] = (
  [
    ['nothing', {}, 'Value must be provided when Exists is null for Attribute: a'],
    ['no-value', { Exists: true }, 'Value must be provided when Exists is true for Attribute: a'],
    [
      'a-value-of-none',
      { Exists: false, Value: S('x') },
      'Value cannot be used when Exists is false for Attribute: a',
    ],
    [
      'value-and-list',
      { Value: S('x'), ...when('EQ', S('x')) },
      'Value and AttributeValueList cannot be used together for Attribute: a',
    ],
    [
      'exists-and-operator',
      { Exists: false, ...when('EQ', S('x')) },
      'Exists and ComparisonOperator cannot be used together for Attribute: a',
    ],
    [
      'an-operator-alone',
      when('EQ'),
      'Value or AttributeValueList must be used with ComparisonOperator: EQ for Attribute: a',
    ],
    [
      'values-alone',
      { AttributeValueList: [S('x')] },
      'AttributeValueList can only be used with a ComparisonOperator for Attribute: a',
    ],
  ] as const
).flatMap(([name, expected, text]): RefusalRow[] =>
  (['PutItem', 'UpdateItem', 'DeleteItem'] as const).map((operation) => [
    `${name}-in-an-expectation`,
    operation,
    (operation === 'PutItem' ? put : update)({ Expected: { a: expected } }),
    counted(invalidParameters(text)),
  ]),
)

const unnamed = 'Empty attribute name'
const nameless = { '': when('NULL') }
const names: readonly RefusalRow[] = [
  ['an-empty-name-in-a-filter', 'Scan', scan({ ScanFilter: nameless }), unnamed],
  ['an-empty-name-in-a-filter', 'Query', query({ QueryFilter: nameless }), unnamed],
  ['an-empty-name-to-get', 'Scan', scan({ AttributesToGet: ['a', ''] }), unnamed],
  ['an-empty-name-to-get', 'Query', query({ AttributesToGet: ['a', ''] }), unnamed],
  ['an-empty-name-to-get', 'GetItem', update({ AttributesToGet: ['a', ''] }), unnamed],
  ['an-empty-name-in-expected', 'PutItem', put({ Expected: nameless }), counted(unnamed)],
]

const updates: readonly RefusalRow[] = (
  [
    ['a-put-of-nothing', { Action: 'PUT' }, onlyDelete],
    ['an-update-of-nothing', {}, onlyDelete],
    [
      'a-deletion-of-a-string',
      { Action: 'DELETE', Value: S('x') },
      invalidParameters('DELETE action with value is not supported for the type S'),
    ],
    [
      'an-addition-of-a-string',
      { Action: 'ADD', Value: S('x') },
      invalidParameters('ADD action is not supported for the type S'),
    ],
    [
      'an-addition-of-a-map',
      { Action: 'ADD', Value: { M: {} } },
      invalidParameters('ADD action is not supported for the type M'),
    ],
  ] as const
).map(([name, change, text]): RefusalRow => [
  name,
  'UpdateItem',
  update({ AttributeUpdates: { a: change } }),
  counted(text),
])

const mixing: readonly RefusalRow[] = [
  [
    'attribute-updates-beside-an-expression',
    'UpdateItem',
    update({
      AttributeUpdates: { a: { Value: S('v') } },
      UpdateExpression: 'SET b = :v',
      ExpressionAttributeValues: value,
    }),
    counted(mixed('AttributeUpdates', 'UpdateExpression')),
  ],
  [
    'expected-beside-a-condition',
    'PutItem',
    put({ Expected: { a: { Exists: false } }, ConditionExpression: 'attribute_exists(a)' }),
    counted(mixed('Expected', 'ConditionExpression')),
  ],
  [
    'expected-beside-a-condition',
    'DeleteItem',
    update({ Expected: { a: { Exists: false } }, ConditionExpression: 'attribute_exists(a)' }),
    counted(mixed('Expected', 'ConditionExpression')),
  ],
  [
    'attributes-beside-a-projection',
    'GetItem',
    update({ AttributesToGet: ['a'], ProjectionExpression: 'a' }),
    mixed('AttributesToGet', 'ProjectionExpression'),
  ],
  [
    'attributes-beside-a-projection',
    'BatchGetItem',
    ({ tables }) => ({
      RequestItems: {
        [tables.hash]: {
          Keys: [{ pk: S('a') }],
          AttributesToGet: ['a'],
          ProjectionExpression: 'a',
        },
      },
    }),
    mixed('AttributesToGet', 'ProjectionExpression'),
  ],
  [
    'everything-legacy-beside-everything-else',
    'Scan',
    scan({
      AttributesToGet: ['a'],
      ScanFilter: a,
      ConditionalOperator: 'AND',
      ProjectionExpression: 'b',
      FilterExpression: 'a = :v',
      ExpressionAttributeValues: value,
    }),
    mixed(
      'AttributesToGet, ScanFilter, ConditionalOperator',
      'ProjectionExpression, FilterExpression',
    ),
  ],
  [
    'a-filter-beside-a-key-expression',
    'Query',
    ({ tables }) => ({
      TableName: tables.composite,
      QueryFilter: a,
      KeyConditionExpression: 'pk = :v',
      ExpressionAttributeValues: value,
    }),
    mixed('QueryFilter', 'KeyConditionExpression'),
  ],
]

const operators: readonly RefusalRow[] = [
  [
    'an-operator-of-one-condition',
    'Scan',
    scan({ ScanFilter: a, ConditionalOperator: 'AND' }),
    forOne,
  ],
  [
    'an-operator-of-one-condition',
    'Query',
    query({ QueryFilter: a, ConditionalOperator: 'OR' }),
    forOne,
  ],
  [
    'an-operator-of-one-condition',
    'PutItem',
    put({ Expected: a, ConditionalOperator: 'AND' }),
    counted(forOne),
  ],
  ['an-operator-of-nothing', 'Scan', scan({ ConditionalOperator: 'OR' }), forNone],
  ['an-operator-of-nothing', 'Query', query({ ConditionalOperator: 'OR' }), forNone],
  ['an-operator-of-nothing', 'PutItem', put({ ConditionalOperator: 'OR' }), counted(forNone)],
]

const reads: readonly RefusalRow[] = [
  [
    'attributes-of-everything',
    'Query',
    query({ AttributesToGet: ['a'], Select: 'ALL_ATTRIBUTES' }),
    counted('Cannot specify the AttributesToGet when choosing to get ALL_ATTRIBUTES'),
  ],
  [
    'attributes-of-a-count',
    'Scan',
    scan({ AttributesToGet: ['a'], Select: 'COUNT' }),
    'Cannot specify the AttributesToGet when choosing to get only the Count',
  ],
  ...(['GetItem', 'Scan', 'Query'] as const).map((operation): RefusalRow => [
    'an-attribute-twice',
    operation,
    { GetItem: update, Scan: scan, Query: query }[operation]({ AttributesToGet: ['a', 'a'] }),
    invalidParameters('Duplicate value in attribute name: a'),
  ]),
]

const keys: readonly RefusalRow[] = (
  [
    ['no-key-conditions', {}, 'Conditions can be of length 1 or 2 only'],
    [
      'a-sort-key-alone',
      { sk: when('EQ', S('a')) },
      'Query condition missed key schema element: pk',
    ],
    [
      'a-condition-on-no-key',
      { pk: when('EQ', S('a')), x: when('NULL') },
      'Query condition missed key schema element: sk',
    ],
    [
      'ne-on-a-key',
      { pk: when('NE', S('a')) },
      'Attempted conditional constraint is not an indexable operation',
    ],
    [
      'contains-on-a-key',
      { pk: when('EQ', S('a')), sk: when('CONTAINS', S('a')) },
      'Attempted conditional constraint is not an indexable operation',
    ],
    ['a-range-of-partitions', { pk: when('GT', S('a')) }, 'Query key condition not supported'],
    [
      'a-key-condition-of-another-type',
      { pk: when('EQ', { N: '1' }) },
      invalidParameters('Condition parameter type does not match schema type'),
    ],
  ] as const
).map(([name, KeyConditions, text]): RefusalRow => [name, 'Query', query({ KeyConditions }), text])

const items: readonly RefusalRow[] = [
  [
    'attribute-updates-of-a-key',
    'UpdateItem',
    update({ AttributeUpdates: { pk: { Value: S('x') } } }),
    invalidParameters('Cannot update attribute pk. This attribute is part of the key'),
  ],
]

/** What the parameters of the time before expressions are refused for. */
export function legacyRefusalCases(): Case[] {
  return refusalCases([
    ...filters,
    ...expectations,
    ...names,
    ...updates,
    ...mixing,
    ...operators,
    ...reads,
    ...keys,
    ...items,
  ])
}
