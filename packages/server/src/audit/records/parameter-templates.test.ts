import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { limits } from '../../base/index.ts'
import { dynamodbOperations } from '../operations/dynamodb.ts'
import { itemParametersText } from './item-parameters.ts'
import { filledTemplate, ParameterTemplates } from './parameter-templates.ts'

const maybe = <T>(...values: readonly T[]) => fc.constantFrom(undefined, ...values)
const text = fc.oneof(
  fc.constantFrom('', 'a', '"', '\u0001', '\n', '\ud800', '~', '"7":1'),
  fc.string({ unit: 'grapheme', maxLength: 4 }),
)
const scalar = fc.oneof(
  text.map((S) => ({ S })),
  fc.constantFrom({ N: '7' }, { B: 'AQ==' }, { BOOL: true }, { M: { x: { S: 'SECRET' } } }),
)
const attributes = fc.dictionary(fc.constantFrom('pk', 'sk', '7', 'x"', '\u0001', 'note'), scalar)

const inputs = fc.record({
  TableName: fc.constantFrom('A', 'B'),
  Key: fc.option(attributes, { nil: undefined }),
  Item: fc.option(attributes, { nil: undefined }),
  ConsistentRead: maybe(true, false),
  Limit: maybe(1, 2),
  ReturnValues: maybe('NONE', 'ALL_OLD'),
  UpdateExpression: maybe('SET #a = :a', 'REMOVE \u0001'),
  ExpressionAttributeNames: maybe({ '#a': 'x' }, { '#a': 'y' }, { '#a': 'x', '#b': 'y' }),
  Statement: maybe("SELECT * FROM A WHERE pk = 'SECRET'"),
  ExclusiveStartKey: maybe({ pk: { S: 'a' } }),
})
/** Of two tables, of which one may get another key between two requests. */
const keyNames = fc.constantFrom(['pk'], ['pk', 'sk'], ['sk', 'note'], [])

test('what a template and its values make is what would be written without', () => {
  let found = 0
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          operation: fc.constantFrom('PutItem', 'UpdateItem', 'Query'),
          input: inputs,
          names: keyNames,
        }),
        { maxLength: 40 },
      ),
      (requests) => {
        const templates = new ParameterTemplates()
        for (const { operation, input, names } of requests) {
          const members = dynamodbOperations[operation]?.request ?? []
          const templated = templates.find(input, members, () => names)
          if (templated === undefined) continue
          found++
          assert.doesNotMatch(templated.values, /\n/)
          assert.equal(
            filledTemplate(templated.template, templated.values),
            itemParametersText(input, members, () => names),
          )
        }
      },
    ),
  )
  assert.ok(found > 100, `${String(found)} requests had a template`)
})

const members = dynamodbOperations['PutItem']?.request ?? []
const names = ['pk']

test('requests that differ in their keys alone have the same template', () => {
  const templates = new ParameterTemplates()
  const of = (pk: string, more: object = {}) =>
    templates.find(
      { TableName: 'T', Item: { pk: { S: pk }, note: { S: 'x' }, ...more } },
      members,
      () => names,
    )
  const first = of('a')
  assert.ok(first)
  assert.equal(of('b')?.template, first.template)
  assert.equal(of('b')?.values, '"b"')
  assert.notEqual(of('b', { other: { S: 'x' } })?.template, first.template)
})

test('no more templates are remembered than the limits say', () => {
  const templates = new ParameterTemplates()
  const counted = (): readonly string[] => names
  for (let table = 0; table < 2 * limits.auditTemplates; table++) {
    templates.find({ TableName: String(table), Item: { pk: { S: 'a' } } }, members, counted)
  }
  assert.ok(templates.size <= limits.auditTemplates)
  for (let attribute = 0; attribute < 100; attribute++) {
    const Item = { pk: { S: 'a' }, [`a${String(attribute)}`]: { S: 'x' } }
    templates.find({ TableName: 'T', Item }, members, counted)
    assert.ok(templates.size <= limits.auditTemplates)
  }
  const long = { pk: { S: 'a' }, ['a'.repeat(limits.auditTemplateCharacters)]: { S: 'x' } }
  assert.equal(templates.find({ TableName: 'T', Item: long }, members, counted), undefined)
})
