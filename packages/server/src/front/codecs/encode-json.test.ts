import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { RawJson } from '../../services/operation.ts'
import { encodeJson } from './encode-json.ts'

/** Any JSON value, and beside it the same value with parts of it already encoded. */
const pair = fc
  .tuple(fc.jsonValue(), fc.jsonValue(), fc.jsonValue())
  .map(([plain, stored, listed]) => {
    const raw = new RawJson(Buffer.from(JSON.stringify(stored)))
    const twice = new RawJson(Buffer.from(JSON.stringify(listed)))
    return {
      expected: { plain, stored, nested: { list: [listed, plain, listed] } },
      given: { plain, stored: raw, nested: { list: [twice, plain, twice] } },
    }
  })

describe('encodeJson', () => {
  it('writes what JSON.stringify writes, stored JSON included', () => {
    fc.assert(
      fc.property(pair, ({ expected, given }) => {
        assert.equal(encodeJson(expected).toString(), JSON.stringify(expected))
        assert.equal(encodeJson(given).toString(), JSON.stringify(expected))
      }),
    )
  })

  it('leaves out members that are undefined', () => {
    assert.equal(
      encodeJson({ a: undefined, b: 1, c: undefined, d: {} }).toString(),
      '{"b":1,"d":{}}',
    )
    assert.equal(encodeJson({ a: undefined, b: [] }).toString(), '{"b":[]}')
  })

  it('writes half a surrogate pair as an escape', () => {
    assert.equal(encodeJson({ a: '\ud800' }).toString(), '{"a":"\\ud800"}')
  })

  it('asserts that there is nothing but JSON', () => {
    for (const value of [NaN, Infinity, 1n, Symbol('s'), () => 1]) {
      assert.throws(() => encodeJson({ value }), { name: 'InvariantError' })
    }
  })
})
