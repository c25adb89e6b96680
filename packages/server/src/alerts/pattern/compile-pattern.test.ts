import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { compilePattern } from './compile-pattern.ts'
import { interpret } from './interpreter.test-support.ts'
import { PatternFault } from './pattern-fault.ts'

function matches(pattern: object, event: Record<string, unknown>): boolean {
  return compilePattern(pattern).matches(event)
}

describe('event patterns', () => {
  const cases: readonly [string, readonly unknown[], readonly unknown[], readonly unknown[]][] = [
    ['values', ['a', 5, null, true], ['a', 5, null, true, ['x', 'a']], ['b', '5', false, [], {}]],
    ['prefix', [{ prefix: 'ab' }], ['ab', 'abc', ['x', 'abx']], ['a', 'xab', 5, 'AB']],
    ['folded prefix', [{ prefix: { 'equals-ignore-case': 'aB' } }], ['Abc'], ['ba']],
    ['suffix', [{ suffix: '.png' }], ['a.png', '.png'], ['png', 'a.png2']],
    ['folded suffix', [{ suffix: { 'equals-ignore-case': '.PNG' } }], ['a.png'], ['png']],
    ['folded', [{ 'equals-ignore-case': 'Alice' }], ['aLICE'], ['alic', 'alice ']],
    ['wildcard', [{ wildcard: 'a*b*c' }], ['abc', 'aXbYc'], ['ab', 'acb', 'abcd', 5]],
    ['escaped wildcard', [{ wildcard: '\\*\\\\*' }], ['*\\', '*\\x'], ['x\\', '*']],
    ['overlap', [{ wildcard: 'aba*aba' }], ['abaaba', 'abaXaba'], ['aba', 'ababa']],
    ['anything but', [{ 'anything-but': 'a' }], ['b', 5, null, ['a', 'b']], ['a', [], {}]],
    ['anything but numbers', [{ 'anything-but': [1, 2] }], [3, '1'], [1, 2]],
    ['anything but a prefix', [{ 'anything-but': { prefix: 'ab' } }], ['b', 7], ['abc']],
    ['anything but suffixes', [{ 'anything-but': { suffix: ['x', 'y'] } }], ['z'], ['ax', 'ay']],
    ['anything but wild', [{ 'anything-but': { wildcard: 'a*' } }], ['b'], ['a', 'ab']],
    ['numeric', [{ numeric: ['>', 0, '<=', 5] }], [5, 0.1], [0, 5.1, '3', null]],
    ['numeric equality', [{ numeric: ['=', 3] }], [3, 3.0], [4, '3']],
    ['exists', [{ exists: true }], ['a', null, 0], [[], {}, { a: 1 }]],
    ['exists not', [{ exists: false }], [[], {}, { a: 1 }], ['a', null, false]],
    ['networks', [{ cidr: '10.0.0.0/24' }], ['10.0.0.0', '10.0.0.255'], ['10.0.1.0', 'x', '::1']],
    ['networks of version 6', [{ cidr: '2001:db8::/32' }], ['2001:db8::1'], ['2001:db9::1']],
    ['one of several', ['x', { prefix: 'a' }], ['x', 'ab'], ['b']],
  ]
  for (const [name, list, yes, no] of cases) {
    it(`match ${name}`, () => {
      for (const value of yes) assert.ok(matches({ f: list }, { f: value }), JSON.stringify(value))
      for (const value of no) assert.ok(!matches({ f: list }, { f: value }), JSON.stringify(value))
    })
  }

  it('match what is absent, whatever is above it', () => {
    const pattern = { a: { b: [{ exists: false }] } }
    assert.ok(matches(pattern, {}))
    assert.ok(matches(pattern, { a: 5 }))
    assert.ok(matches(pattern, { a: [] }))
    assert.ok(!matches(pattern, { a: { b: 1 } }))
    assert.ok(!matches({ constructor: [{ exists: true }], f: [1] }, { f: 1 }))
  })

  it('match fields of one element of a list together', () => {
    const pattern = { r: { type: ['T'], arn: ['x'] } }
    assert.ok(matches(pattern, { r: [{ type: 'S' }, { type: 'T', arn: 'x' }] }))
    assert.ok(
      !matches(pattern, {
        r: [
          { type: 'T', arn: 'y' },
          { type: 'S', arn: 'x' },
        ],
      }),
    )
  })

  it('match any branch of $or, and what stands beside it', () => {
    const pattern = { a: [1], $or: [{ b: [2] }, { c: { d: [3] } }] }
    assert.ok(matches(pattern, { a: 1, b: 2 }))
    assert.ok(matches(pattern, { a: 1, c: { d: 3 } }))
    assert.ok(!matches(pattern, { a: 1 }))
    assert.ok(!matches(pattern, { b: 2 }))
  })

  it('tell which names of operations they can match', () => {
    const named = compilePattern({ detail: { eventName: ['A', 'B'] } })
    assert.deepEqual([...(named.eventNames ?? [])], ['A', 'B'])
    assert.equal(compilePattern({ detail: { eventName: [{ prefix: 'A' }] } }).eventNames, undefined)
  })

  const faults: readonly [unknown, string][] = [
    ['x', 'a pattern must be an object'],
    [{}, 'must name a field'],
    [{ a: 'x' }, 'a: must be a list of values or an object'],
    [{ a: { b: [] } }, 'a.b: must not be an empty list'],
    [{ a: [{ begins: 'x' }] }, 'a[0].begins: "begins" is no matcher'],
    [{ a: [1, { prefix: 'x', suffix: 'y' }] }, 'a[1]: must be a value or an object with one'],
    [{ a: [{ numeric: ['>', 5, '<', 5] }] }, 'a[0].numeric: the lower bound'],
    [{ a: [{ numeric: ['<', 5, '>', 1] }] }, 'a[0].numeric: a range is'],
    [{ a: [{ numeric: ['>'] }] }, 'a[0].numeric: numeric needs'],
    [{ a: [{ wildcard: 'a**' }] }, 'a[0].wildcard: ** is not allowed'],
    [{ a: [{ cidr: '10.0.0.1/33' }] }, 'a[0].cidr: "10.0.0.1/33" is no network'],
    [{ a: [{ exists: 'yes' }] }, 'a[0].exists: must be true or false'],
    [{ a: [{ 'anything-but': [true] }] }, 'a[0].anything-but: must be'],
    [{ $or: [{ a: [1] }] }, '$or: must be a list of two'],
    [{ 'a b': 1 }, '"a b": must be'],
  ]
  for (const [pattern, message] of faults) {
    it(`are refused where ${message}`, () => {
      assert.throws(
        () => compilePattern(pattern),
        (error) => error instanceof PatternFault && error.message.startsWith(message),
      )
    })
  }

  it('mean the same as their plain interpretation', () => {
    const text = fc.stringMatching(/^[abA]{1,3}$/)
    const number = fc.integer({ min: 0, max: 3 })
    const leaf = fc.oneof(text, number, fc.constantFrom(null, true, false))
    const matcher = fc.oneof(
      leaf,
      ...['prefix', 'suffix', 'equals-ignore-case', 'wildcard'].flatMap((name) => [
        text.map((value) => ({ [name]: value })),
        text.map((value) => ({ 'anything-but': { [name]: value } })),
      ]),
      text.map((value) => ({ prefix: { 'equals-ignore-case': value } })),
      fc.tuple(text, text).map(([a, b]) => ({ wildcard: `${a}*${b}` })),
      fc.array(fc.oneof(text, number), { minLength: 1 }).map((but) => ({ 'anything-but': but })),
      number.map((value) => ({ numeric: ['>=', value, '<', value + 2] })),
      fc.boolean().map((value) => ({ exists: value })),
    )
    const name = fc.constantFrom('a', 'b')
    const { pattern } = fc.letrec<{ pattern: object; field: object }>((tie) => ({
      field: fc.oneof(
        { depthSize: 'small', withCrossShrink: true },
        fc.array(matcher, { minLength: 1, maxLength: 3 }),
        tie('pattern'),
      ),
      pattern: fc.oneof(
        { depthSize: 'small' },
        fc.dictionary(name, tie('field'), { minKeys: 1, maxKeys: 2 }),
        fc.tuple(name, tie('field'), tie('pattern'), tie('pattern')).map(([key, field, x, y]) => ({
          [key]: field,
          $or: [x, y],
        })),
      ),
    }))
    const { value } = fc.letrec<{ value: unknown }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc.array(tie('value'), { maxLength: 3 }),
        fc.dictionary(name, tie('value'), { maxKeys: 3 }),
      ),
    }))
    const event = fc.dictionary(name, value, { minKeys: 1, maxKeys: 2 })
    let matched = 0
    fc.assert(
      fc.property(pattern, event, (wanted, given) => {
        const expected = interpret(wanted as never, given as never)
        matched += expected ? 1 : 0
        assert.equal(matches(wanted, given), expected)
      }),
      { numRuns: 5000 },
    )
    assert.ok(matched > 100, 'some of the events match')
  })
})
