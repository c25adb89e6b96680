import assert from 'node:assert/strict'
import { test } from 'node:test'
import { compileCondition } from './condition.ts'
import { requestContext } from './context.ts'

const like = (...values: string[]) =>
  compileCondition(
    { operator: 'StringLike', qualifier: 'ForAnyValue', ifExists: false, key: 'a:names', values },
    '2012-10-17',
  )
const named = (...names: string[]) => requestContext([['a:names', names]])

test('what would be compared for too long is not known, whatever the patterns and texts are', () => {
  const names = Array.from({ length: 300 }, (_, at) => `${'a'.repeat(60_000)}${String(at)}`)
  for (const condition of [
    like(`*${'a?'.repeat(400)}x*`),
    like(`*${'a'.repeat(400)}b${'a'.repeat(400)}*`),
    like(...Array.from({ length: 300 }, (_, at) => `*a?x${String(at)}*`)),
    like(...Array.from({ length: 300 }, (_, at) => `\${a:b, 'c'}${String(at)}`)),
  ]) {
    assert.equal(condition.holds(named(...names)), undefined)
    assert.equal(condition.holds(named('a', 'b')), false)
  }
  const many = like(...Array.from({ length: 10_000 }, (_, at) => `${String(at)}-*`))
  assert.equal(many.holds(named(...names, '9999-x')), true)
  const more = Array.from({ length: 1000 }, (_, at) => String(at))
  assert.equal(many.holds(named(...more)), undefined)
})

test('the conditions of one decision are counted together', () => {
  const condition = like(`*${'?'.repeat(1000)}b*`)
  const name = 'a'.repeat(5000)
  const context = named(name)
  assert.equal(condition.holds(context), false)
  assert.equal(condition.holds(context), undefined)
  assert.equal(condition.holds(named(name)), false)
})
