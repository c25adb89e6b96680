import type { Case } from '../case.ts'
import { invalidParameters } from '../expect.ts'
import type { Target } from '../target.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

const S = (text: string) => ({ S: text })
const key = { pk: S('a') }
type Input = (target: Target) => object
/** A transaction of these actions, each on the table `hash` where it names none. */
const write =
  (...actions: Record<string, object>[]): Input =>
  ({ tables }) => ({
    TransactItems: actions.map((action) =>
      Object.fromEntries(
        Object.entries(action).map(([kind, of]) => [kind, { TableName: tables.hash, ...of }]),
      ),
    ),
  })
const value = (attribute: object) => write({ Put: { Item: { ...key, x: attribute } } })
const operand = (attribute: object) =>
  write({
    Update: {
      Key: key,
      UpdateExpression: 'SET b = :v',
      ExpressionAttributeValues: { ':v': attribute },
    },
  })
const inOperand = (text: string) =>
  `ExpressionAttributeValues contains invalid value: ${text} for key :v`
const condition = (ConditionExpression: string, more: object = {}) =>
  write({ ConditionCheck: { Key: key, ConditionExpression, ...more } })
const several = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ Put: { Item: { pk: S(String(at)) } } }))
const missing = ['Requested resource not found', 'ResourceNotFoundException'] as const
const twice = 'Transaction request cannot include multiple operations on one item'
const emptyKey =
  'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk'
const capacityEnum =
  "1 validation error detected: Value 'BOGUS' at 'returnConsumedCapacity' failed to satisfy constraint: Member must satisfy enum value set: [INDEXES, TOTAL, NONE]"
const none =
  /^1 validation error detected: Value ('\[\]' at 'transactItems'|at 'TransactItems') failed to satisfy constraint: Member must have length greater than or equal to 1$/
const tooMany =
  /^1 validation error detected: Value ('\[.+\]' at 'transactItems'|at 'TransactItems') failed to satisfy constraint: Member must have length less than or equal to 100$/s
const unused = (what: string, name: string) =>
  `Value provided in ExpressionAttribute${what} unused in expressions: keys: {${name}}`
const badName = (at: string) =>
  `1 validation error detected: Value 'bad!name' at 'transactItems.${at}.tableName' failed to satisfy constraint: Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+`
const shown = 'attribute_not_exists(pk)'

const shapes: readonly RefusalRow[] = [
  ['no-actions', 'TransactWriteItems', () => ({ TransactItems: [] }), none],
  ['101-actions', 'TransactWriteItems', write(...several(101)), tooMany],
  [
    'unknown-capacity',
    'TransactWriteItems',
    (target) => ({ ...write(...several(1))(target), ReturnConsumedCapacity: 'BOGUS' }),
    capacityEnum,
  ],
  [
    'a-long-token',
    'TransactWriteItems',
    (target) => ({ ...write(...several(1))(target), ClientRequestToken: 'x'.repeat(37) }),
    /^1 validation error detected: Value ('x{37}' at 'clientRequestToken'|at 'ClientRequestToken') failed to satisfy constraint: Member must have length less than or equal to 36$/,
  ],
  [
    'a-bad-table-name-of-a-put',
    'TransactWriteItems',
    write({ Put: { TableName: 'bad!name', Item: key } }),
    badName('1.member.put'),
  ],
  [
    'a-bad-table-name-of-a-second-action',
    'TransactWriteItems',
    write(...several(1), { Delete: { TableName: 'bad!name', Key: key } }),
    badName('2.member.delete'),
  ],
  ['no-gets', 'TransactGetItems', () => ({ TransactItems: [] }), none],
  [
    '101-gets',
    'TransactGetItems',
    write(...several(101).map(({ Put }) => ({ Get: { Key: Put.Item } }))),
    tooMany,
  ],
  [
    'unknown-capacity',
    'TransactGetItems',
    (target) => ({ ...write({ Get: { Key: key } })(target), ReturnConsumedCapacity: 'BOGUS' }),
    capacityEnum,
  ],
]

const values: readonly RefusalRow[] = (
  [
    [
      'text-for-a-number',
      { N: 'abc' },
      'The parameter cannot be converted to a numeric value: abc',
    ],
    ['an-empty-number', { N: '' }, 'The parameter cannot be converted to a numeric value'],
    [
      'a-large-number',
      { N: '1e126' },
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    ],
    [
      '39-digits',
      { N: '1'.repeat(39) },
      'Attempting to store more than 38 significant digits in a Number',
    ],
    ['an-empty-set', { SS: [] }, invalidParameters('An string set  may not be empty')],
    [
      'a-repeated-text',
      { SS: ['b', 'a', 'b'] },
      invalidParameters('Input collection [b, a, b] contains duplicates.'),
    ],
    [
      'a-value-without-a-type',
      {},
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
  ] as const
).flatMap(([name, attribute, text]): RefusalRow[] => [
  [name, 'TransactWriteItems', value(attribute), text],
  [`${name}-as-an-operand`, 'TransactWriteItems', operand(attribute), inOperand(text)],
])

const requests: readonly RefusalRow[] = [
  [
    'two-actions-in-one',
    'TransactWriteItems',
    write({ Put: { Item: key }, Delete: { Key: { pk: S('b') } } }),
    'TransactItems can only contain one of Check, Put, Update or Delete',
  ],
  [
    'unused-names',
    'TransactWriteItems',
    condition(shown, { ExpressionAttributeNames: { '#u': 'u' } }),
    unused('Names', '#u'),
  ],
  [
    'unused-values',
    'TransactWriteItems',
    condition(shown, { ExpressionAttributeValues: { ':v': S('x') } }),
    unused('Values', ':v'),
  ],
  [
    'unused-values-before-a-missing-table',
    'TransactWriteItems',
    write(
      { Put: { TableName: 'conformance-absent', Item: key } },
      {
        ConditionCheck: {
          Key: key,
          ConditionExpression: shown,
          ExpressionAttributeValues: { ':v': S('x') },
        },
      },
    ),
    unused('Values', ':v'),
  ],
  [
    'an-empty-condition',
    'TransactWriteItems',
    condition(''),
    'Invalid ConditionExpression: The expression can not be empty;',
  ],
  [
    'half-a-condition',
    'TransactWriteItems',
    condition('attribute_not_exists('),
    'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("',
  ],
  [
    'a-clause-twice',
    'TransactWriteItems',
    write({
      Update: {
        Key: key,
        UpdateExpression: 'SET a = :v SET b = :v',
        ExpressionAttributeValues: { ':v': S('x') },
      },
    }),
    'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
  ],
  [
    'half-a-projection',
    'TransactGetItems',
    write({ Get: { Key: key, ProjectionExpression: '!!!' } }),
    'Invalid ProjectionExpression: Syntax error; token: "!", near: "!!"',
  ],
]

const tablesAndKeys: readonly RefusalRow[] = [
  [
    'a-missing-table',
    'TransactWriteItems',
    write({ Put: { TableName: 'conformance-absent', Item: key } }),
    ...missing,
  ],
  [
    'a-missing-table',
    'TransactGetItems',
    write({ Get: { TableName: 'conformance-absent', Key: key } }),
    ...missing,
  ],
  [
    'two-actions-on-one-item',
    'TransactWriteItems',
    write({ Put: { Item: key } }, { Delete: { Key: key } }),
    twice,
  ],
  [
    'an-empty-key-of-a-put',
    'TransactWriteItems',
    write({ Put: { Item: { pk: S('') } } }),
    emptyKey,
  ],
  [
    'an-empty-key-of-a-deletion',
    'TransactWriteItems',
    write({ Delete: { Key: { pk: S('') } } }),
    emptyKey,
  ],
  ['an-empty-key', 'TransactGetItems', write({ Get: { Key: { pk: S('') } } }), emptyKey],
  [
    'a-large-item',
    'TransactWriteItems',
    value(S('x'.repeat(409_600))),
    'Item size has exceeded the maximum allowed size',
  ],
]

/** What transactions refuse as a whole. */
export function transactionRefusalCases(): Case[] {
  return refusalCases([...shapes, ...values, ...requests, ...tablesAndKeys])
}
