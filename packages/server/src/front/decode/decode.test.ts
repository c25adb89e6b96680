import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { limits } from '../../base/index.ts'
import { ApiError } from '../../errors/index.ts'
import { operationShapes, shapeTable } from '../../generated/dynamodb/index.ts'
import { decodeAttributeValue, decodeInput } from './index.ts'

function parse(text: string): unknown {
  return JSON.parse(text) as unknown
}

const key = '{"pk":{"S":"a"}}'

test('what the model does not know is dropped, and null is absent', () => {
  const body = parse(
    `{"TableName":"abc","Key":${key},"Junk":{"a":[1]},"ConsistentRead":null,"__proto__":{"x":1},"toString":"y"}`,
  )
  const input = decodeInput('GetItemInput', body)
  assert.deepEqual(Object.keys(input), ['TableName', 'Key'])
  assert.equal(Object.getPrototypeOf(input), Object.prototype)
})

test('the result shares nothing with the body', () => {
  const body = { TableName: 'abc', Item: { a: { L: [{ M: { b: { SS: ['x'] } } }] } } }
  const input = decodeInput('PutItemInput', body) as typeof body
  assert.deepEqual(input, body)
  const first = body.Item.a.L[0]
  const copy = input.Item.a.L[0]
  assert(first !== undefined && copy !== undefined)
  assert.notEqual(input.Item, body.Item)
  assert.notEqual(input.Item.a.L, body.Item.a.L)
  assert.notEqual(copy.M.b.SS, first.M.b.SS)
})

test('names of maps may be anything', () => {
  const text = '{"__proto__":{"S":"x"},"constructor":{"M":{"__proto__":{"N":"1"}}},"":{"S":"y"}}'
  const body = parse(
    `{"TableName":"abc","Item":${text},"ExpressionAttributeNames":{"__proto__":"z","#a":"b"}}`,
  )
  const input = decodeInput('PutItemInput', body) as Record<string, object>
  assert.equal(JSON.stringify(input['Item']), text)
  assert.equal(JSON.stringify(input['ExpressionAttributeNames']), '{"__proto__":"z","#a":"b"}')
  assert.equal(({} as Record<string, unknown>)['S'], undefined)
})

test('whole numbers are cut, not rounded', () => {
  const limit = (text: string) =>
    decodeInput('ScanInput', parse(`{"TableName":"abc","Limit":${text}}`))
  assert.deepEqual(limit('7.9'), { TableName: 'abc', Limit: 7 })
  assert.deepEqual(limit('2147483647'), { TableName: 'abc', Limit: 2147483647 })
  assert.throws(() => limit('1e400'), { code: 'SerializationException' })
  assert.throws(() => limit('-0.5'), /Value '0' at 'limit'/)
})

test('times are seconds with a fraction', () => {
  const input = parse('{"TimeRangeLowerBound":1700000000.123}')
  assert.deepEqual(decodeInput('ListBackupsInput', input), input)
})

test('an attribute value keeps what it has: several types, or none', () => {
  const read = (text: string) => JSON.stringify(decodeAttributeValue(parse(text)))
  for (const same of [
    '{"S":""}',
    '{"N":"not a number"}',
    '{"B":""}',
    '{"B":"AA=="}',
    '{"NULL":false}',
    '{"BOOL":false}',
    '{"SS":[]}',
    '{"L":[]}',
    '{"M":{}}',
    '{"S":"a","N":"1"}',
    '{}',
  ]) {
    assert.equal(read(same), same)
  }
  assert.equal(read('{"X":1}'), '{}')
  assert.equal(read('{"S":null}'), '{}')
  assert.equal(read('{"S":null,"N":"1","toString":1,"__proto__":{"S":"x"}}'), '{"N":"1"}')
  assert.equal(read('null'), '{}')
  assert.equal(read('{"L":[null,{"M":{"a":null}}]}'), '{"L":[{},{"M":{"a":{}}}]}')
})

test('null in a set is refused', () => {
  for (const [text, message] of [
    ['{"SS":[null]}', /string set may not have a null string/],
    ['{"NS":["1",null]}', /number set may not have a null/],
    ['{"BS":[null]}', /Binary sets may not contain null or empty values/],
  ] as const) {
    assert.throws(() => decodeAttributeValue(parse(text)), { code: 'ValidationException', message })
  }
})

function nested(levels: number): unknown {
  let value: unknown = { S: 'leaf' }
  for (let level = 0; level < levels; level++) {
    value = level % 2 === 0 ? { M: { n: value } } : { L: [value] }
  }
  return value
}

test('nesting is bounded, beyond the level that the rules of values refuse', () => {
  const value = nested(limits.readNestingLevels)
  assert.deepEqual(decodeAttributeValue(value), value)
  for (const levels of [limits.readNestingLevels + 1, 100_000]) {
    assert.throws(() => decodeAttributeValue(nested(levels)), {
      code: 'ValidationException',
      message:
        'Nesting Levels have exceeded supported limits: Attributes in the item have nested levels beyond supported limit',
    })
  }
})

/** JSON values whose names are often those of the shapes, so that the walk gets deep. */
function bodies(): fc.Arbitrary<unknown> {
  const names = new Set(['__proto__', 'constructor', 'toString', 'a', '#a', 'abc', 'tbl'])
  for (const type of ['S', 'N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL']) names.add(type)
  for (const shape of Object.values(shapeTable.shapes)) {
    if (shape.type === 'structure') for (const member of shape.members) names.add(member.name)
  }
  const name = fc.oneof(fc.constantFrom(...names), fc.string())
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 6, withCrossShrink: true },
      fc.oneof(
        fc.string(),
        fc.constantFrom(
          null,
          true,
          false,
          '',
          'abc',
          'AAAA',
          'HASH',
          0,
          1,
          -1,
          1.5,
          1e300,
          '\ud800',
        ),
      ),
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(fc.tuple(name, tie('value')), { maxLength: 8 }).map((entries) => {
        const text = entries.map(([key, part]) => `${JSON.stringify(key)}:${JSON.stringify(part)}`)
        return parse(`{${text.join(',')}}`)
      }),
    ),
  }))
  return value
}

test('any JSON is decoded or refused by an ApiError, and nothing else happens', () => {
  const inputs = Object.values(operationShapes).flatMap((shapes) =>
    'input' in shapes ? [shapes.input] : [],
  )
  const before = Reflect.ownKeys(Object.prototype).length
  fc.assert(
    fc.property(fc.constantFrom(...inputs), bodies(), (shape, body) => {
      const sent = JSON.stringify(body)
      try {
        const input = decodeInput(shape, body)
        assert.equal(Object.getPrototypeOf(input), Object.prototype)
        // What was decoded is its own decoding.
        assert.equal(JSON.stringify(decodeInput(shape, input)), JSON.stringify(input))
      } catch (error) {
        if (!(error instanceof ApiError)) throw error
        assert.match(error.code, /^(Validation|Serialization)Exception$/)
      }
      assert.equal(JSON.stringify(body), sent)
      assert.equal(Reflect.ownKeys(Object.prototype).length, before)
    }),
    { numRuns: 2000, verbose: true },
  )
})
