import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AttributeMap } from '../../values/index.ts'
import { parseKeyCondition } from './key-condition.ts'
import { Substitutions } from './substitutions.ts'

const a = { S: 'a' }
const b = { S: 'b' }

describe('key conditions', () => {
  const cases: readonly [string, ...(readonly [string, string, ...AttributeMap[string][]])[]][] = [
    ['pk = :a', ['pk', '=', a]],
    [':a = pk AND :b > sk', ['pk', '=', a], ['sk', '<', b]],
    [':a <= sk and (pk = :b)', ['sk', '>=', a], ['pk', '=', b]],
    ['(pk = :a and sk BETWEEN :a AND :b)', ['pk', '=', a], ['sk', 'BETWEEN', a, b]],
    [
      'p = :a and (q = :b and (r = :a and begins_with(s, :b)))',
      ['p', '=', a],
      ['q', '=', b],
      ['r', '=', a],
      ['s', 'begins_with', b],
    ],
  ]
  for (const [text, ...expected] of cases) {
    it(text, () => {
      const values: AttributeMap = text.includes(':b') ? { ':a': a, ':b': b } : { ':a': a }
      const { terms, attributes } = parseKeyCondition(text, new Substitutions(undefined, values))
      assert.deepEqual(
        terms,
        expected.map(([name, operator, ...operands]) => ({ name, operator, operands })),
      )
      assert.deepEqual(
        [...attributes],
        expected.map(([name]) => name),
      )
    })
  }
})
