import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { equalValues, type AttributeMap } from '../../values/index.ts'
import { parseProjection, project } from './projection.ts'
import { Substitutions } from './substitutions.ts'

const item: AttributeMap = {
  a: { S: 'x' },
  m: { M: { x: { N: '1' }, y: { L: [{ N: '1' }, { M: { z: { S: 'deep' } } }, { N: '3' }] } } },
  l: { L: [{ S: '0' }, { S: '1' }, { L: [{ S: '2' }] }] },
  'x.y': { S: 'dot' },
}

describe('projections', () => {
  const cases: readonly [string, AttributeMap][] = [
    ['a', { a: { S: 'x' } }],
    ['nope', {}],
    ['a.b, m.nope, l[9]', {}],
    ['m[0], l.x', {}],
    ['a, m.nope, l[9]', { a: { S: 'x' } }],
    ['m.x', { m: { M: { x: { N: '1' } } } }],
    ['l[2], l[0]', { l: { L: [{ S: '0' }, { L: [{ S: '2' }] }] } }],
    ['l[2][0], l[1]', { l: { L: [{ S: '1' }, { L: [{ S: '2' }] }] } }],
    ['m.y[1].z, m.x', { m: { M: { x: { N: '1' }, y: { L: [{ M: { z: { S: 'deep' } } }] } } } }],
    ['m.y[2], m.y[0]', { m: { M: { y: { L: [{ N: '1' }, { N: '3' }] } } } }],
    ['#x', { 'x.y': { S: 'dot' } }],
  ]
  for (const [text, expected] of cases) {
    it(text, () => {
      const names = text === '#x' ? { '#x': 'x.y' } : undefined
      const projection = parseProjection(text, new Substitutions(names, undefined))
      assert.deepEqual(project(projection, item), expected)
    })
  }

  it('take attributes of any name', () => {
    const odd = JSON.parse(
      '{"__proto__":{"S":"own"},"m":{"M":{"__proto__":{"S":"own"}}}}',
    ) as AttributeMap
    const projection = parseProjection(
      '#p, m.#p',
      new Substitutions({ '#p': '__proto__' }, undefined),
    )
    assert.ok(equalValues({ M: project(projection, odd) }, { M: odd }))
    assert.deepEqual(project(projection, {}), {})
  })
})
