import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { ApiError } from '../../errors/index.ts'
import { decodeInput } from './index.ts'

/** Sends one value in the place that the path names and returns the message, or undefined if it is read. */
function refusal(shape: string, path: string, value: unknown): string | undefined {
  const input = path
    .split('.')
    .reduceRight<unknown>((inner, step) => (step === '0' ? [inner] : { [step]: inner }), value)
  try {
    // Through JSON, so that what is tested is what a body can hold.
    decodeInput(shape, JSON.parse(JSON.stringify(input)))
  } catch (error) {
    assert(error instanceof ApiError)
    if (error.code === 'ValidationException') return undefined
    assert.equal(error.code, 'SerializationException')
    assert.equal(error.messageMember, 'Message')
    return error.message
  }
  return undefined
}

const javaPackage = 'com.amazonaws.dynamodb.v20120810'
const structure = 'Start of structure or map found where not expected'
const cast =
  'class sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl cannot be cast to class java.lang.Class ' +
  "(sun.reflect.generics.reflectiveObjects.ParameterizedTypeImpl and java.lang.Class are in module java.base of loader 'bootstrap')"

type Case = readonly [value: unknown, message: string]

const cases = {
  string: [
    [true, 'TRUE_VALUE cannot be converted to String'],
    [false, 'FALSE_VALUE cannot be converted to String'],
    [23, 'NUMBER_VALUE cannot be converted to String'],
    [-2147483648, 'NUMBER_VALUE cannot be converted to String'],
    [34.56, 'DECIMAL_VALUE cannot be converted to String'],
    [[], 'Unrecognized collection type class java.lang.String'],
    [{}, structure],
    ['\ud800', 'Unpaired surrogate in a string'],
  ],
  boolean: [
    ['23', 'Unexpected token received from parser'],
    ['true', 'Unexpected token received from parser'],
    [23, 'NUMBER_VALUE cannot be converted to Boolean'],
    [34.56, 'DECIMAL_VALUE cannot be converted to Boolean'],
    [[], 'Unrecognized collection type class java.lang.Boolean'],
    [{}, structure],
  ],
  integer: [
    ['23', 'STRING_VALUE cannot be converted to Integer'],
    [true, 'TRUE_VALUE cannot be converted to Integer'],
    [false, 'FALSE_VALUE cannot be converted to Integer'],
    [2147483648, 'NUMBER_VALUE cannot be converted to Integer'],
    [[], 'Unrecognized collection type class java.lang.Integer'],
    [{}, structure],
  ],
  long: [
    ['23', 'STRING_VALUE cannot be converted to Long'],
    [true, 'TRUE_VALUE cannot be converted to Long'],
    [1e19, 'NUMBER_VALUE cannot be converted to Long'],
    [[], 'Unrecognized collection type class java.lang.Long'],
    [{}, structure],
  ],
  blob: [
    [true, 'only base-64-encoded strings are convertible to bytes'],
    [34.56, 'only base-64-encoded strings are convertible to bytes'],
    [[], 'Unrecognized collection type class java.nio.ByteBuffer'],
    [{}, structure],
    ['23456', 'Base64 encoded length is expected a multiple of 4 bytes but found: 5'],
    ['=+/=', 'Invalid last non-pad Base64 character dectected'],
    ['+/+=', 'Invalid last non-pad Base64 character dectected'],
    ['AB==', 'Invalid last non-pad Base64 character dectected'],
    ['A===', 'Invalid last non-pad Base64 character dectected'],
    ['====', 'Invalid last non-pad Base64 character dectected'],
    ['AA==AAAA', 'Invalid last non-pad Base64 character dectected'],
    ['A!AA', "Invalid Base64 character: '!'"],
    ['A-_A', "Invalid Base64 character: '-'"],
    ['AAA\u0141', "Invalid Base64 character: '\u0141'"],
  ],
  list: [
    ['23', 'Unexpected field type'],
    [true, 'Unexpected field type'],
    [34.56, 'Unexpected field type'],
    [{}, structure],
  ],
  listElement: [
    ['23', cast],
    [23, cast],
    [{}, structure],
  ],
  attributeMap: [
    ['23', 'Unexpected field type'],
    [23, 'Unexpected field type'],
    [
      [],
      `Unrecognized collection type java.util.Map<java.lang.String, ${javaPackage}.AttributeValue>`,
    ],
    [{ '\ud800': { S: 'x' } }, 'Unpaired surrogate in a string'],
  ],
  attributeMapElement: [
    ['23', cast],
    [
      [],
      `Unrecognized collection type java.util.Map<java.lang.String, ${javaPackage}.AttributeValue>`,
    ],
  ],
  names: [
    ['23', 'Unexpected field type'],
    [[], 'Unrecognized collection type java.util.Map<java.lang.String, java.lang.String>'],
    [{ '\udc00': 'x' }, 'Unpaired surrogate in a string'],
  ],
  requestMap: [
    [true, 'Unexpected field type'],
    [
      [],
      `Unrecognized collection type java.util.Map<java.lang.String, java.util.List<${javaPackage}.WriteRequest>>`,
    ],
  ],
  valueField: [
    ['23', 'Unexpected field type'],
    [[], `Unrecognized collection type class ${javaPackage}.AttributeValue`],
  ],
  valueElement: [
    ['23', 'Unexpected value type in payload'],
    [true, 'Unexpected value type in payload'],
    [34.56, 'Unexpected value type in payload'],
    [[], `Unrecognized collection type class ${javaPackage}.AttributeValue`],
  ],
} satisfies Record<string, readonly Case[]>

function attributeValue(path: string, own: keyof typeof cases): [string, keyof typeof cases][] {
  return [
    [path, own],
    [`${path}.S`, 'string'],
    [`${path}.N`, 'string'],
    [`${path}.B`, 'blob'],
    [`${path}.BOOL`, 'boolean'],
    [`${path}.NULL`, 'boolean'],
    [`${path}.SS`, 'list'],
    [`${path}.SS.0`, 'string'],
    [`${path}.NS`, 'list'],
    [`${path}.NS.0`, 'string'],
    [`${path}.BS`, 'list'],
    [`${path}.BS.0`, 'blob'],
    [`${path}.L`, 'list'],
    [`${path}.L.0`, 'valueElement'],
    [`${path}.L.0.BS.0`, 'blob'],
    [`${path}.M`, 'attributeMap'],
    [`${path}.M.a`, 'valueElement'],
    [`${path}.M.a.BS.0`, 'blob'],
  ]
}

const places: Record<string, [string, keyof typeof cases][]> = {
  PutItemInput: [
    ['TableName', 'string'],
    ['Item', 'attributeMap'],
    ...attributeValue('Item.a', 'valueElement'),
    ...attributeValue('Expected.a.Value', 'valueField'),
    ['Expected.a.Exists', 'boolean'],
    ['Expected.a.AttributeValueList', 'list'],
    ['Expected.a.AttributeValueList.0', 'valueElement'],
    ['ExpressionAttributeNames', 'names'],
    ['ExpressionAttributeNames.a', 'string'],
    ['ExpressionAttributeValues', 'attributeMap'],
    ['ReturnValues', 'string'],
  ],
  QueryInput: [
    ['Limit', 'integer'],
    ['ConsistentRead', 'boolean'],
    ['AttributesToGet', 'list'],
    ['AttributesToGet.0', 'string'],
  ],
  CreateTableInput: [
    ['ProvisionedThroughput.ReadCapacityUnits', 'long'],
    ['GlobalSecondaryIndexes.0.ProvisionedThroughput.WriteCapacityUnits', 'long'],
    ['KeySchema.0.KeyType', 'string'],
    ['GlobalSecondaryIndexes.0.KeySchema', 'list'],
  ],
  BatchWriteItemInput: [
    ['RequestItems', 'requestMap'],
    ['RequestItems.a', 'listElement'],
    ['RequestItems.a.0.PutRequest.Item', 'attributeMap'],
  ],
  BatchGetItemInput: [
    ['RequestItems.a.Keys', 'list'],
    ['RequestItems.a.Keys.0', 'attributeMapElement'],
    ['RequestItems.a.Keys.0.b', 'valueElement'],
  ],
}

for (const [shape, paths] of Object.entries(places)) {
  describe(`${shape}: a value of the wrong JSON type`, () => {
    for (const [path, kind] of paths) {
      test(`${path} as ${kind}`, () => {
        for (const [value, message] of cases[kind]) {
          assert.equal(refusal(shape, path, value), message, JSON.stringify(value))
        }
      })
    }
  })
}

test('structures name their class, in words that depend on where they stand', () => {
  const field = (value: unknown) => refusal('CreateTableInput', 'ProvisionedThroughput', value)
  const element = (value: unknown) => refusal('CreateTableInput', 'KeySchema.0', value)
  assert.equal(field('x'), 'Unexpected field type')
  assert.equal(field([]), `Unrecognized collection type class ${javaPackage}.ProvisionedThroughput`)
  assert.equal(element(23), 'Unexpected value type in payload')
  assert.equal(element([]), `Unrecognized collection type class ${javaPackage}.KeySchemaElement`)
})

test('a body that is no structure is refused without a word', () => {
  for (const body of [null, 'x', 1, true]) {
    assert.throws(
      () => decodeInput('ListTablesInput', body),
      (error) => error instanceof ApiError && error.messageMember === undefined,
    )
  }
})

test('of several faults the first in the body is named', () => {
  const body = JSON.parse('{"Item":{"a":{"S":1}},"TableName":[]}') as unknown
  assert.throws(
    () => decodeInput('PutItemInput', body),
    /NUMBER_VALUE cannot be converted to String/,
  )
})

test('wrong types come before broken constraints', () => {
  assert.equal(
    refusal('ListTablesInput', 'Limit', 'x'),
    'STRING_VALUE cannot be converted to Integer',
  )
  const body = { ExclusiveStartTableName: '', Limit: 'x' }
  assert.throws(() => decodeInput('ListTablesInput', body), { code: 'SerializationException' })
})
