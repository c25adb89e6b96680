import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AttributeMap, AttributeValue } from './attribute-value.ts'
import type { Wording } from './decimal.ts'
import { normalizeItem, normalizeValue } from './normalize.ts'

const invalid = 'One or more parameter values were invalid: '
const nesting =
  'Nesting Levels have exceeded supported limits: ' +
  'Attributes in the item have nested levels beyond supported limit'
const empty =
  'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes'
const several =
  'Supplied AttributeValue has more than one datatypes set, ' +
  'must contain exactly one of the supported datatypes'

/** Refusals are checked with what a client may send, which the type rules out. */
function raw(json: unknown): AttributeMap {
  return JSON.parse(JSON.stringify(json)) as AttributeMap
}

function refuses(json: unknown, message: string, wording?: Wording): void {
  const code = 'ValidationException'
  assert.throws(() => normalizeItem(raw(json), wording), { code, message }, JSON.stringify(json))
}

test('an item in canonical form is answered itself, not a copy', () => {
  const item = raw({
    s: { S: '' },
    n: { N: '-1.5' },
    b: { B: '' },
    ss: { SS: ['', 'a'] },
    ns: { NS: ['1', '2'] },
    bs: { BS: ['', 'AA=='] },
    m: { M: { x: { L: [{ NULL: true }, { BOOL: false }, { M: {} }, { L: [] }] } } },
  })
  assert.equal(normalizeItem(item), item)
})

test('numbers become canonical at every depth, and the request is left as it was', () => {
  const item = raw({ a: { N: '1.0' }, b: { M: { c: { L: [{ S: 'x' }, { NS: ['1e1', '2'] }] } } } })
  const before = JSON.stringify(item)
  const expected = { a: { N: '1' }, b: { M: { c: { L: [{ S: 'x' }, { NS: ['2', '10'] }] } } } }
  assert.deepEqual(normalizeItem(item), expected)
  assert.equal(JSON.stringify(item), before)
})

test('names that an object inherits stay attributes', () => {
  const item = JSON.parse(
    '{"__proto__":{"N":"1.0"},"m":{"M":{"__proto__":{"N":"2.0"}}}}',
  ) as AttributeMap
  const normal = JSON.stringify(normalizeItem(item))
  assert.equal(normal, '{"__proto__":{"N":"1"},"m":{"M":{"__proto__":{"N":"2"}}}}')
})

test('a value has exactly one type, after its contents are checked', () => {
  refuses({ a: {} }, empty)
  refuses({ a: { X: 'a' } }, empty)
  refuses({ a: { S: null } }, empty)
  refuses({ a: { L: [{}] } }, empty)
  refuses({ a: { M: { b: {} } } }, empty)
  refuses({ a: { S: 'a', N: '1' } }, several)
  refuses({ a: { S: 'a', N: 'b' } }, 'The parameter cannot be converted to a numeric value: b')
  assert.deepEqual(normalizeItem(raw({ a: { S: 'a', N: null, X: 1 } })), { a: { S: 'a' } })
})

test('sets are not empty and have no member twice', () => {
  refuses({ a: { SS: [] } }, `${invalid}An string set  may not be empty`)
  refuses({ a: { NS: [] } }, `${invalid}An number set  may not be empty`)
  refuses({ a: { BS: [] } }, `${invalid}Binary sets should not be empty`)
  const sets = [
    { SS: ['b', 'a', 'b', 'c'] },
    { BS: ['/w==', 'AA==', 'AA=='] },
    { NS: ['1', '1.0'] },
  ]
  const current = [
    `${invalid}Input collection ["a", "b", "b", "c"] contains duplicates.`,
    `${invalid}Input collection ["AA==","/w==","AA=="]of type BS contains duplicates.`,
    `${invalid}Input collection contains duplicates.`,
  ]
  const older = [
    `${invalid}Input collection [b, a, b, c] contains duplicates.`,
    `${invalid}Input collection [/w==, AA==, AA==]of type BS contains duplicates.`,
    'Input collection contains duplicates',
  ]
  for (const [index, set] of sets.entries()) {
    refuses({ a: set }, current[index] ?? '')
    refuses({ a: set }, older[index] ?? '', 'older')
  }
})

test('NULL is true', () => {
  refuses(
    { a: { NULL: false } },
    `${invalid}Null attribute value types must have the value of true`,
  )
})

test('a leaf lies at level 32 at most', () => {
  const deep = (levels: number, wrap: (inner: AttributeValue) => AttributeValue) => {
    let value: AttributeValue = { S: 'leaf' }
    for (let level = 0; level < levels; level++) value = wrap(value)
    return value
  }
  const map = (inner: AttributeValue) => ({ M: { n: inner } })
  const list = (inner: AttributeValue) => ({ L: [inner] })
  for (const wrap of [map, list]) {
    const value = deep(31, wrap)
    assert.equal(normalizeValue(value), value)
    refuses({ a: deep(32, wrap) }, nesting)
    refuses({ a: deep(45, wrap) }, nesting)
  }
})

test('the first fault in document order is reported, names of the item first', () => {
  refuses(
    { a: { N: 'x' }, b: { SS: [] } },
    'The parameter cannot be converted to a numeric value: x',
  )
  refuses({ a: { N: 'x' }, '': { S: 'x' } }, 'Empty attribute name')
  refuses({ a: { M: { '': { S: 'x' } } } }, 'Empty attribute name')
})

test('a name has at most 65535 bytes', () => {
  const longest = raw({ ['é'.repeat(32_767) + 'a']: { S: '' } })
  assert.equal(normalizeItem(longest), longest)
  const tooLarge = 'Attribute name is too large, must be less than 65536 bytes'
  refuses({ ['é'.repeat(32_768)]: { S: '' } }, tooLarge)
  refuses({ a: { M: { ['a'.repeat(65_536)]: { S: '' } } } }, tooLarge)
})

test('an unpaired surrogate is refused wherever text is', () => {
  for (const value of [{ S: '\ud800' }, { SS: ['a\udc00'] }, { M: { '\ud800': { S: '' } } }]) {
    assert.throws(() => normalizeValue(value), /unpaired surrogate/)
  }
  assert.throws(() => normalizeItem({ '\ud800': { S: '' } }), /unpaired surrogate/)
})

test('binary is base64 in its canonical spelling', () => {
  const refusals: [string, string][] = [
    ['AAA', 'Base64 encoded length is expected a multiple of 4 bytes but found: 3'],
    ['AA%A', "Invalid Base64 character: '%'"],
    ['AA_-', "Invalid Base64 character: '_'"],
    ['AA\nA', "Invalid Base64 character: '\n'"],
    ['=+/=', 'Invalid last non-pad Base64 character dectected'],
    ['+/+=', 'Invalid last non-pad Base64 character dectected'],
    ['AA==AA==', 'Invalid last non-pad Base64 character dectected'],
    ['AB==', 'Invalid last non-pad Base64 character dectected'],
    ['AAB=', 'Invalid last non-pad Base64 character dectected'],
    ['A===', 'Invalid last non-pad Base64 character dectected'],
    ['====', 'Invalid last non-pad Base64 character dectected'],
  ]
  for (const [text, message] of refusals) {
    const code = 'SerializationException'
    assert.throws(() => normalizeValue({ B: text }), { code, message }, text)
    assert.throws(() => normalizeValue({ BS: ['AA==', text] }), { code, message }, text)
  }
})
