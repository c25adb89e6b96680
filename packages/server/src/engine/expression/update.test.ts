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
