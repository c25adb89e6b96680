import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { checkSelectors } from './check-selectors.ts'
import { compileSelectors } from './compile.ts'
import type { EventFacts } from './event-facts.ts'
import { naivelyWants } from './interpreter.test-support.ts'
import type { EventSelectors } from './selectors.ts'

// Few words, so that selectors and events often meet.
const arns = [
  'arn:aws:dynamodb:us-east-1:111122223333:table/one',
  'arn:aws:dynamodb:us-east-1:111122223333:table/one-more',
  'arn:aws:dynamodb:us-east-1:111122223333:table/two',
]
const streams = arns.map((arn) => `${arn}/stream/2026-11-25T00:00:00.000`)
const names = ['GetItem', 'PutItem', 'GetRecords', 'CreateTable']
const sources = ['dynamodb.amazonaws.com', 'kms.amazonaws.com', 'rdsdata.amazonaws.com']
const callers = ['arn:aws:iam::111122223333:user/ann', 'arn:aws:sts::111122223333:assumed-role/r/s']

const resource = fc.oneof(
  fc.record({ type: fc.constant('AWS::DynamoDB::Table'), ARN: fc.constantFrom(...arns) }),
  fc.record({ type: fc.constant('AWS::DynamoDB::Stream'), ARN: fc.constantFrom(...streams) }),
  fc.record({ type: fc.constant('AWS::KMS::Key'), ARN: fc.constant('arn:aws:kms:x:1:key/k') }),
)
const event: fc.Arbitrary<EventFacts> = fc.record({
  category: fc.constantFrom('Management', 'Data'),
  readOnly: fc.boolean(),
  eventName: fc.constantFrom(...names),
  eventSource: fc.constantFrom(...sources),
  resources: fc.array(resource, { maxLength: 3 }),
  userIdentityArn: fc.option(fc.constantFrom(...callers), { nil: undefined }),
})

const basic = fc.record({
  ReadWriteType: fc.constantFrom('All', 'ReadOnly', 'WriteOnly'),
  IncludeManagementEvents: fc.constant(true),
  DataResources: fc.array(
    fc.record({
      Type: fc.constant('AWS::DynamoDB::Table'),
      Values: fc.array(fc.constantFrom('arn:aws:dynamodb', ...arns), {
        minLength: 1,
        maxLength: 2,
      }),
    }),
    { maxLength: 2 },
  ),
  ExcludeManagementEventSources: fc.subarray(['kms.amazonaws.com', 'rdsdata.amazonaws.com']),
} as const)

/** Conditions on a field by any operator, whose values are words of the events or parts of them. */
function anyOperators(Field: string, words: readonly string[]) {
  const values = fc.array(
    fc.constantFrom(
      ...words,
      ...words.map((w) => w.slice(0, -4)),
      ...words.map((w) => w.slice(-5)),
    ),
    { minLength: 1, maxLength: 2 },
  )
  return fc
    .record(
      {
        Equals: values,
        StartsWith: values,
        EndsWith: values,
        NotEquals: values,
        NotStartsWith: values,
        NotEndsWith: values,
      },
      { requiredKeys: [] },
    )
    .filter((found) => Object.keys(found).length > 0)
    .map((found) => ({ Field, ...found }))
}

const yesOrNo = fc
  .constantFrom('true', 'false')
  .map((value) => ({ Field: 'readOnly', Equals: [value] }))
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T[]> =>
  fc.option(arbitrary, { nil: undefined }).map((found) => (found === undefined ? [] : [found]))

const management = fc
  .tuple(
    optional(yesOrNo),
    optional(
      fc
        .subarray(['kms.amazonaws.com', 'rdsdata.amazonaws.com'], { minLength: 1 })
        .map((NotEquals) => ({ Field: 'eventSource', NotEquals })),
    ),
  )
  .map((more) => [{ Field: 'eventCategory', Equals: ['Management'] }, ...more.flat()])
const data = fc
  .tuple(
    fc
      .constantFrom('AWS::DynamoDB::Table', 'AWS::DynamoDB::Stream')
      .map((type) => [{ Field: 'resources.type', Equals: [type] }]),
    optional(yesOrNo),
    optional(anyOperators('eventName', names)),
    optional(anyOperators('eventSource', sources)),
    optional(anyOperators('resources.ARN', [...arns, ...streams])),
    optional(anyOperators('userIdentity.arn', callers)),
    optional(
      fc
        .constantFrom('true', 'false')
        .map((value) => ({ Field: 'sessionCredentialFromConsole', NotEquals: [value] })),
    ),
  )
  .map((more) => [{ Field: 'eventCategory', Equals: ['Data'] }, ...more.flat()])

const selectors: fc.Arbitrary<EventSelectors> = fc.oneof(
  fc
    .array(basic, { minLength: 1, maxLength: 3 })
    .map((EventSelectors) => checkSelectors({ EventSelectors })),
  fc
    .array(
      fc.oneof(management, data).map((FieldSelectors) => ({ FieldSelectors })),
      { minLength: 1, maxLength: 3 },
    )
    .map((AdvancedEventSelectors) => checkSelectors({ AdvancedEventSelectors })),
)

test('compiled selectors want what the selectors say, word by word', () => {
  let wanted = 0
  let runs = 0
  fc.assert(
    fc.property(selectors, fc.array(event, { minLength: 5, maxLength: 5 }), (chosen, events) => {
      const compiled = compileSelectors(chosen)
      for (const one of events) {
        const expected = naivelyWants(chosen, one)
        assert.equal(compiled.wants(one), expected)
        if (one.category === 'Data' && expected) assert(compiled.data)
        runs++
        if (expected) wanted++
      }
    }),
    { numRuns: 2000 },
  )
  assert(wanted > runs / 10 && wanted < (9 * runs) / 10, 'neither answer is rare')
})

const table = { type: 'AWS::DynamoDB::Table', ARN: arns[0] ?? '' }
const getItem: EventFacts = {
  category: 'Data',
  readOnly: true,
  eventName: 'GetItem',
  eventSource: 'dynamodb.amazonaws.com',
  resources: [table],
}

test('a table is not chosen by the beginning of its name', () => {
  const one = compileSelectors(
    checkSelectors({
      EventSelectors: [{ DataResources: [{ Type: table.type, Values: [table.ARN] }] }],
    }),
  )
  assert(one.wants(getItem))
  assert(!one.wants({ ...getItem, resources: [{ ...table, ARN: `${table.ARN}-more` }] }))
  const stream = { type: 'AWS::DynamoDB::Stream', ARN: streams[0] ?? '' }
  assert(one.wants({ ...getItem, eventName: 'GetRecords', resources: [stream] }))
})

test('an event of two tables is kept when one of them is left out', () => {
  const notOne = compileSelectors(
    checkSelectors({
      AdvancedEventSelectors: [
        {
          FieldSelectors: [
            { Field: 'eventCategory', Equals: ['Data'] },
            { Field: 'resources.type', Equals: [table.type] },
            { Field: 'resources.ARN', NotEquals: [table.ARN] },
          ],
        },
      ],
    }),
  )
  const other = { ...table, ARN: arns[2] ?? '' }
  assert(!notOne.wants(getItem))
  assert(notOne.wants({ ...getItem, resources: [table, other] }))
})
