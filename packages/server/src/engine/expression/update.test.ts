import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import {
  equalValues,
  setAttribute,
  type AttributeMap,
  type AttributeValue,
} from '../../values/index.ts'
import { applyUpdate } from './apply-update.ts'
import { Substitutions } from './substitutions.ts'
import { parseUpdate, updatedAttributes } from './update.ts'
import { readVectors, substitutionsFor } from './vectors.test-support.ts'

interface UpdateCase {
  readonly set?: AttributeMap
  readonly removed?: readonly string[]
  readonly fault?: string
}

const vectors = readVectors<UpdateCase>('updates.json')

describe('updates of an item', () => {
  const before = JSON.stringify(vectors.item)
  for (const { text, set, removed, fault } of vectors.cases) {
    it(text, () => {
      const run = (): AttributeMap =>
        applyUpdate(parseUpdate(text, substitutionsFor(text, vectors)), vectors.item)
      if (fault === undefined) {
        const expected = { ...vectors.item }
        for (const [name, value] of Object.entries(set ?? {})) setAttribute(expected, name, value)
        for (const name of removed ?? []) delete expected[name]
        const after = run()
        assert.ok(equalValues({ M: after }, { M: expected }), JSON.stringify(after))
      } else {
        assert.throws(run, { code: 'ValidationException', message: fault })
      }
      assert.equal(JSON.stringify(vectors.item), before, 'the item given is not changed')
    })
  }
})

describe('updated attributes', () => {
  // Recorded of the service by others: Alternator's tests of ReturnValues on nested attributes.
  const item: AttributeMap = {
    a: { M: { b: { S: 'dog' }, c: { L: [{ N: '1' }, { N: '2' }, { N: '3' }] } } },
    d: { S: 'cat' },
  }
  const values: AttributeMap = { ':v': { S: 'hi' } }
  const cases: readonly [string, AttributeMap, AttributeMap][] = [
    ['SET a.b = :v', nested({ b: { S: 'dog' } }), nested({ b: { S: 'hi' } })],
    ['SET a.c[1] = :v', nested({ c: list('2') }), nested({ c: { L: [{ S: 'hi' }] } })],
    ['SET a.x = :v', {}, nested({ x: { S: 'hi' } })],
    ['SET a.c[100] = :v', {}, {}],
    ['REMOVE a.c[1]', nested({ c: list('2') }), nested({ c: list('3') })],
    ['REMOVE a.c[1], a.c[3]', nested({ c: list('2') }), nested({ c: list('3') })],
    ['REMOVE d', { d: { S: 'cat' } }, {}],
  ]
  for (const [text, old, fresh] of cases) {
    it(text, () => {
      const update = parseUpdate(
        text,
        new Substitutions(undefined, text.includes(':') ? values : undefined),
      )
      assert.deepEqual(updatedAttributes(update, item), old)
      assert.deepEqual(updatedAttributes(update, applyUpdate(update, item)), fresh)
    })
  }
})

describe('an update that names something large many times', () => {
  const large = { L: Array.from({ length: 150_000 }, () => ({ BOOL: true })) }
  const item = { l: large, m: { M: { l: large } } }
  const many = (set: (at: string) => string): string =>
    `SET ${Array.from({ length: 100 }, (_, at) => set(`a${String(at)}`)).join(', ')}`
  for (const [name, text] of [
    ['a list with itself', 'SET a = list_append(l, l)'],
    ['lists', many((a) => `${a} = list_append(l, :none)`)],
    ['lists within', many((a) => `m.${a} = m.l`)],
    ['maps', many((a) => `${a} = m`)],
    ['a value', many((a) => `${a} = :text`)],
    ['sets', many((a) => `${a} = :none`).replace('SET', 'ADD s :set, t :set, u :set SET')],
  ] as const) {
    it(`is refused before it is carried out: ${name}`, () => {
      const values = {
        ':none': { L: [] },
        ':text': { S: 'x'.repeat(20_000) },
        ':set': { SS: ['x'.repeat(200_000)] },
      }
      const update = parseUpdate(text, new Substitutions(undefined, values))
      assert.throws(() => applyUpdate(update, item), { code: 'ValidationException' })
    })
  }
  it('is carried out where all that it sets fits', () => {
    const update = parseUpdate('SET b = list_append(l, l)', new Substitutions(undefined, undefined))
    const half = { l: { L: large.L.slice(0, 100_000) } }
    const { b } = applyUpdate(update, half)
    assert(b !== undefined && 'L' in b)
    assert.equal(b.L.length, 200_000)
  })
})

describe('a parsed update', () => {
  it('tells its targets and its attributes', () => {
    const substitutions = new Substitutions(
      { '#d': 'date' },
      { ':v': { N: '1' }, ':s': { SS: ['a'] } },
    )
    const text = 'SET a.b = if_not_exists(c, d[1]) + :v, #d = :v REMOVE e ADD f :v DELETE g :s'
    const update = parseUpdate(text, substitutions)
    substitutions.assertAllUsed()
    assert.deepEqual(update.targets, [['a', 'b'], ['date'], ['e'], ['f'], ['g']])
    assert.deepEqual([...update.attributes].sort(), ['a', 'c', 'd', 'date', 'e', 'f', 'g'])
    assert.deepEqual([...update.nestedAttributes].sort(), ['a', 'd'])
    assert.equal(update.onlyRemoves, false)
  })

  it('tells that it only removes', () => {
    const update = parseUpdate('REMOVE a, b[1]', new Substitutions(undefined, undefined))
    assert.equal(update.onlyRemoves, true)
  })
})

function nested(M: AttributeMap): AttributeMap {
  return { a: { M } }
}

function list(...numbers: string[]): AttributeValue {
  return { L: numbers.map((N) => ({ N })) }
}
