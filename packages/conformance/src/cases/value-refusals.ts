import type { Case } from '../case.ts'
import { counted, invalidParameters } from '../expect.ts'
import type { Target } from '../target.ts'
import { refusalCases, type RefusalRow } from './refusals.ts'

/** A bad value, and how the current and the older checks of the service report it. */
interface Fault {
  readonly name: string
  readonly value: object
  readonly current: string
  readonly older: string
}

const notNumeric = 'The parameter cannot be converted to a numeric value'
const overflow =
  'Number overflow. Attempting to store a number with magnitude larger than supported range'
const underflow =
  'Number underflow. Attempting to store a number with magnitude smaller than supported range'
const nesting =
  'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit'
const same = (name: string, value: object, text: string): Fault => ({
  name,
  value,
  current: text,
  older: text,
})

const faults: readonly Fault[] = [
  same('text-for-a-number', { N: 'abc' }, `${notNumeric}: abc`),
  same('a-padded-number', { N: ' 1' }, `${notNumeric}:  1`),
  same('a-number-twice-pointed', { N: '1.2.3' }, `${notNumeric}: 1.2.3`),
  same('infinity', { N: 'Infinity' }, `${notNumeric}: Infinity`),
  { name: 'an-empty-number', value: { N: '' }, current: `${notNumeric}: `, older: notNumeric },
  same('a-large-number', { N: '1e126' }, overflow),
  same('a-small-number', { N: '1e-131' }, underflow),
  { name: 'a-huge-exponent', value: { N: '1e2147483647' }, current: overflow, older: underflow },
  same(
    '39-digits',
    { N: '123456789012345678901234567890123456789' },
    'Attempting to store more than 38 significant digits in a Number',
  ),
  same('an-empty-string-set', { SS: [] }, invalidParameters('An string set  may not be empty')),
  same('an-empty-number-set', { NS: [] }, invalidParameters('An number set  may not be empty')),
  same('an-empty-binary-set', { BS: [] }, invalidParameters('Binary sets should not be empty')),
  {
    name: 'a-repeated-text',
    value: { SS: ['b', 'a', 'b'] },
    current: invalidParameters('Input collection ["a", "b", "b"] contains duplicates.'),
    older: invalidParameters('Input collection [b, a, b] contains duplicates.'),
  },
  {
    name: 'a-repeated-number',
    value: { NS: ['2', '1', '2.0'] },
    current: invalidParameters('Input collection contains duplicates.'),
    older: 'Input collection contains duplicates',
  },
  {
    name: 'repeated-bytes',
    value: { BS: ['/w==', 'AA==', 'AA=='] },
    current: invalidParameters(
      'Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.',
    ),
    older: invalidParameters('Input collection [/w==, AA==, AA==]of type BS contains duplicates.'),
  },
  same(
    'a-false-null',
    { NULL: false },
    invalidParameters('Null attribute value types must have the value of true'),
  ),
  same(
    'no-type',
    {},
    'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
  ),
  same(
    'two-types',
    { S: 'x', N: '1' },
    'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
  ),
  same('33-levels', deep(32), nesting),
  same('100-levels', deep(100), nesting),
]

/** Maps in maps around a text. */
export function deep(levels: number): object {
  let value: object = { S: 'leaf' }
  for (let level = 0; level < levels; level++) value = { M: { n: value } }
  return value
}

type Place = readonly [
  operation: string,
  place: string,
  input: (value: object) => (target: Target) => object,
]

/** Where the current checks read a value inside their count of errors. */
const countedPlaces: readonly Place[] = [
  [
    'PutItem',
    'item',
    (v) =>
      ({ tables }) => ({ TableName: tables.hash, Item: { pk: { S: 'x' }, v } }),
  ],
  [
    'PutItem',
    'list',
    (v) =>
      ({ tables }) => ({ TableName: tables.hash, Item: { pk: { S: 'x' }, l: { L: [v] } } }),
  ],
  [
    'UpdateItem',
    'value',
    (v) =>
      ({ tables }) => ({
        TableName: tables.hash,
        Key: { pk: { S: 'x' } },
        UpdateExpression: 'SET a = :v',
        ExpressionAttributeValues: { ':v': v },
      }),
  ],
  [
    'DeleteItem',
    'key',
    (v) =>
      ({ tables }) => ({ TableName: tables.hash, Key: { pk: v } }),
  ],
]

const barePlaces: readonly Place[] = [
  [
    'GetItem',
    'key',
    (v) =>
      ({ tables }) => ({ TableName: tables.hash, Key: { pk: v } }),
  ],
  [
    'BatchGetItem',
    'key',
    (v) =>
      ({ tables }) => ({ RequestItems: { [tables.hash]: { Keys: [{ pk: v }] } } }),
  ],
  [
    'Query',
    'filter',
    (v) =>
      ({ tables }) => ({
        TableName: tables.hash,
        KeyConditionExpression: 'pk = :p',
        FilterExpression: 'a = :v',
        ExpressionAttributeValues: { ':p': { S: 'x' }, ':v': v },
      }),
  ],
]

const olderPlaces: readonly Place[] = [
  [
    'BatchWriteItem',
    'item',
    (v) =>
      ({ tables }) => ({
        RequestItems: { [tables.hash]: [{ PutRequest: { Item: { pk: { S: 'x' }, v } } }] },
      }),
  ],
]

const namedPlaces: readonly Place[] = [
  [
    'Scan',
    'filter',
    (v) =>
      ({ tables }) => ({
        TableName: tables.hash,
        FilterExpression: 'a = :v',
        ExpressionAttributeValues: { ':v': v },
      }),
  ],
]

/** What every operation refuses of values, each in its own words. */
export function valueRefusalCases(): Case[] {
  const named = (text: string) =>
    `ExpressionAttributeValues contains invalid value: ${text} for key :v`
  const row = (
    { name, value }: Fault,
    [operation, place, input]: Place,
    message: string,
  ): RefusalRow => [`${name}-in-${place}`, operation, input(value), message]
  return refusalCases(
    faults.flatMap((fault) => [
      ...countedPlaces.map((place) => row(fault, place, counted(fault.current))),
      ...barePlaces.map((place) => row(fault, place, fault.current)),
      ...olderPlaces.map((place) => row(fault, place, fault.older)),
      ...namedPlaces.map((place) => row(fault, place, named(fault.older))),
    ]),
  )
}
