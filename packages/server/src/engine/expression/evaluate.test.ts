import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { parseCondition } from './condition.ts'
import { evaluateCondition } from './evaluate.ts'
import { Substitutions } from './substitutions.ts'
import { readVectors, substitutionsFor } from './vectors.test-support.ts'

const vectors = readVectors<{ readonly holds: boolean }>('conditions.json')

describe('conditions on an item', () => {
  for (const { text, holds } of vectors.cases) {
    it(`${text} is ${holds}`, () => {
      const condition = parseCondition('ConditionExpression', text, substitutionsFor(text, vectors))
      assert.equal(evaluateCondition(condition, vectors.item), holds)
    })
  }
})

describe('conditions', () => {
  it('find nothing in an absent item', () => {
    const holds = (text: string): boolean =>
      evaluateCondition(
        parseCondition('ConditionExpression', text, new Substitutions(undefined, undefined)),
        undefined,
      )
    assert.equal(holds('attribute_not_exists(a)'), true)
    assert.equal(holds('attribute_exists(a)'), false)
    assert.equal(holds('a = b'), false)
    assert.equal(holds('a <> b'), true)
  })

  it('do not see what objects inherit', () => {
    const substitutions = new Substitutions({ '#p': '__proto__' }, undefined)
    const text = 'attribute_exists(toString) or attribute_exists(#p) or attribute_exists(m.#p)'
    const condition = parseCondition('ConditionExpression', text, substitutions)
    assert.equal(evaluateCondition(condition, { m: { M: {} } }), false)
  })

  it('look at two documents once, however often they compare them', () => {
    let looks = 0
    const counted = {
      get NS() {
        looks++
        return ['1', '2']
      },
    }
    const substitutions = new Substitutions(undefined, { ':v': { NS: ['1', '3'] } })
    const text = 'v = :v OR v IN (:v, :v) OR NOT v <> :v OR w = :v'
    const condition = parseCondition('ConditionExpression', text, substitutions)
    const evaluate = (): boolean =>
      evaluateCondition(condition, { v: counted, w: { NS: ['3', '1'] } })
    assert.equal(evaluate(), true)
    assert.equal(looks, 1)
    // What was found holds for one evaluation.
    assert.equal(evaluate(), true)
    assert.equal(looks, 2)
  })

  it('name every attribute they use, and those they look into', () => {
    const substitutions = new Substitutions({ '#d': 'date' }, { ':v': { N: '1' } })
    const text = 'a.b = :v AND (size(#d[0]) < c OR begins_with(d, e)) AND NOT f IN (g, :v)'
    const condition = parseCondition('FilterExpression', text, substitutions)
    assert.deepEqual([...condition.attributes].sort(), ['a', 'c', 'd', 'date', 'e', 'f', 'g'])
    assert.deepEqual([...condition.nestedAttributes].sort(), ['a', 'date'])
  })
})
