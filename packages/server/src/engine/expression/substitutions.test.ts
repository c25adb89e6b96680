import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { AttributeMap } from '../../values/index.ts'
import { parseCondition } from './condition.ts'
import { checkSubstitutionsWanted, Substitutions } from './substitutions.ts'

const value = { S: 'a' }
const names = 'ExpressionAttributeNames'
const values = 'ExpressionAttributeValues'

describe('substitutions', () => {
  const faults: readonly [Record<string, string> | undefined, AttributeMap | undefined, string][] =
    [
      [{}, undefined, `${names} must not be empty`],
      [{}, {}, `${names} must not be empty`],
      [undefined, {}, `${values} must not be empty`],
      [{ a: 'a' }, {}, `${names} contains invalid key: Syntax error; key: "a"`],
      [{ '#': 'a' }, undefined, `${names} contains invalid key: Syntax error; key: "#"`],
      [{ '#a-b': 'a' }, undefined, `${names} contains invalid key: Syntax error; key: "#a-b"`],
      [{ '#aä': 'a' }, undefined, `${names} contains invalid key: Syntax error; key: "#aä"`],
      [{ '#a': '' }, undefined, `${names} contains invalid value: Empty attribute name for key #a`],
      [undefined, { a: value }, `${values} contains invalid key: Syntax error; key: "a"`],
      [undefined, { ':a b': value }, `${values} contains invalid key: Syntax error; key: ":a b"`],
      [undefined, { '#a': value }, `${values} contains invalid key: Syntax error; key: "#a"`],
    ]
  for (const [givenNames, givenValues, message] of faults) {
    it(message, () => {
      assert.throws(() => new Substitutions(givenNames, givenValues), { message })
    })
  }

  it('must all be used', () => {
    const given = { '#a': 'a', '#b': 'b', '#c': 'c' }
    const substitutions = new Substitutions(given, { ':v': value, ':w': value })
    parseCondition('FilterExpression', '#b = :v', substitutions)
    assert.throws(
      () => {
        substitutions.assertAllUsed()
      },
      { message: `Value provided in ${names} unused in expressions: keys: {#a, #c}` },
    )
    parseCondition('ConditionExpression', '#a = #c', substitutions)
    assert.throws(
      () => {
        substitutions.assertAllUsed()
      },
      { message: `Value provided in ${values} unused in expressions: keys: {:w}` },
    )
    parseCondition('FilterExpression', 'a = :w', substitutions)
    substitutions.assertAllUsed()
  })

  it('are not found on what objects inherit', () => {
    const substitutions = new Substitutions(undefined, undefined)
    assert.equal(substitutions.name('toString'), undefined)
    assert.equal(substitutions.value('constructor'), undefined)
  })

  it('want an expression that can use them', () => {
    type Request = Omit<Parameters<typeof checkSubstitutionsWanted>[0], 'wording'>
    const check = (request: Request): void => {
      checkSubstitutionsWanted({ ...request, wording: 'older' })
    }
    const expressions = { UpdateExpression: undefined, ConditionExpression: undefined }
    check({ names: undefined, values: undefined, expressions })
    check({ names: {}, values: {}, expressions: { ...expressions, UpdateExpression: '' } })
    check({ names: {}, values: undefined, expressions: {}, projection: 'a' })
    const refusal = (request: Request, message: string): void => {
      assert.throws(
        () => {
          check(request)
        },
        { message },
      )
    }
    const only = 'can only be specified when using expressions'
    refusal({ names: {}, values: {}, expressions }, `${names} ${only}`)
    refusal(
      { names: undefined, values: {}, expressions },
      `${values} ${only}: UpdateExpression and ConditionExpression are null`,
    )
    refusal(
      { names: {}, values: {}, expressions: { FilterExpression: undefined }, projection: 'a' },
      `${values} ${only}: FilterExpression is null`,
    )
    assert.throws(
      () => {
        checkSubstitutionsWanted({ names: undefined, values: {}, expressions, wording: 'current' })
      },
      { message: `${values} ${only}` },
    )
  })
})
