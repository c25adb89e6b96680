import fc from 'fast-check'
import assert from 'node:assert/strict'
import { it } from 'node:test'
import {
  evaluateCondition,
  parseCondition,
  Substitutions,
} from '../../../src/engine/expression/index.ts'
import { ApiError } from '../../../src/errors/index.ts'
import type { AttributeMap, AttributeValue } from '../../../src/values/index.ts'
import {
  twinHolds,
  writeCondition,
  type TwinCondition,
  type TwinOperand,
} from './condition-twin.ts'

const text = fc.constantFrom('', 'a', 'ab', 'abc', 'b', 'é', '\u{1f600}', '\uffee')
const number = fc.integer({ min: -3, max: 12 }).map(String)
const value: fc.Arbitrary<AttributeValue> = fc.letrec<{ value: AttributeValue }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 2, withCrossShrink: true },
    text.map((S) => ({ S })),
    number.map((N) => ({ N })),
    fc.boolean().map((BOOL) => ({ BOOL })),
    fc.constant({ NULL: true as const }),
    fc.uniqueArray(text, { minLength: 1, maxLength: 3 }).map((SS) => ({ SS })),
    fc.uniqueArray(number, { minLength: 1, maxLength: 3 }).map((NS) => ({ NS })),
    fc.array(tie('value'), { maxLength: 3 }).map((L) => ({ L })),
    fc.dictionary(fc.constantFrom('p', 'q'), tie('value')).map((M) => ({ M: { ...M } })),
  ),
})).value
const item: fc.Arbitrary<AttributeMap> = fc.dictionary(fc.constantFrom('p', 'q', 'r'), value)
const path = fc
  .tuple(
    fc.constantFrom('p', 'q', 'r'),
    fc.array(fc.oneof(fc.constantFrom('p', 'q'), fc.nat(2)), { maxLength: 2 }),
  )
  .map(([first, rest]) => [first, ...rest])

const values = new Map<string, AttributeValue>()
const literal = value.map((given): TwinOperand => {
  const name = `:v${values.size}`
  values.set(name, given)
  return { value: given, name }
})
const operand: fc.Arbitrary<TwinOperand> = fc.oneof(
  path.map((steps) => ({ path: steps })),
  path.map((steps) => ({ size: { path: steps } })),
  literal,
)
const comparator = fc.constantFrom('=', '<>', '<', '<=', '>', '>=')
const condition: fc.Arbitrary<TwinCondition> = fc.letrec<{ condition: TwinCondition }>((tie) => ({
  condition: fc.oneof(
    { maxDepth: 3 },
    fc.record({ compare: comparator, left: operand, right: operand }),
    fc.record({ between: operand, lower: operand, upper: operand }),
    fc.record({ in: operand, candidates: fc.array(operand, { minLength: 1, maxLength: 3 }) }),
    fc.record({ exists: path }),
    fc.record({ contains: operand, part: operand }),
    fc.record({ beginsWith: operand, prefix: operand }),
    fc.record({ not: tie('condition') }),
    fc.record({ and: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }) }),
    fc.record({ or: fc.array(tie('condition'), { minLength: 2, maxLength: 3 }) }),
  ),
})).condition

it('conditions hold exactly when the twin says so', () => {
  let compared = 0
  fc.assert(
    fc.property(condition, fc.array(item, { minLength: 1, maxLength: 3 }), (twin, items) => {
      const written = writeCondition(twin)
      const parsed = parseOrRefuse(written)
      if (parsed === undefined) return
      for (const given of items) {
        compared++
        assert.equal(evaluateCondition(parsed, given), twinHolds(twin, given), written)
      }
    }),
    { numRuns: 2000, verbose: true },
  )
  assert.ok(compared > 500, `only ${compared} comparisons`)
})

/** Undefined for conditions that no item can make sense of, such as `a = a`: texts.json has those. */
function parseOrRefuse(written: string): ReturnType<typeof parseCondition> | undefined {
  const names = written.match(/:v\d+/g) ?? []
  const given = Object.fromEntries(names.map((name) => [name, values.get(name) as AttributeValue]))
  try {
    const substitutions = new Substitutions(undefined, names.length > 0 ? given : undefined)
    return parseCondition('FilterExpression', written, substitutions)
  } catch (error) {
    if (error instanceof ApiError && !error.message.includes('Syntax error')) return undefined
    throw error
  }
}
