import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { limits } from '../../base/index.ts'
import { parseJsonBody } from './parse-json.ts'

const refused = { code: 'SerializationException' }

describe('parseJsonBody', () => {
  it('parses what JSON.stringify writes', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string({ unit: 'binary' }), fc.jsonValue()), (value) => {
        const text = JSON.stringify(value)
        assert.deepEqual(parseJsonBody(Buffer.from(text)), JSON.parse(text))
      }),
    )
  })

  it('parses or refuses any bytes, and does nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 1000 }), (bytes) => {
        try {
          parseJsonBody(Buffer.from(bytes))
        } catch (error) {
          assert.equal((error as { code?: unknown }).code, refused.code)
        }
      }),
    )
  })

  it('counts levels of either kind, and none in strings', () => {
    const nested = (levels: number): Buffer => {
      const inner = levels - 1
      return Buffer.from(`{"a":${'['.repeat(inner)}"]}\\"{[\\\\"${']'.repeat(inner)}}`)
    }
    assert.ok(parseJsonBody(nested(limits.jsonDepth)))
    assert.throws(() => parseJsonBody(nested(limits.jsonDepth + 1)), refused)
  })

  it('lets siblings be many', () => {
    assert.ok(parseJsonBody(Buffer.from(`{"a":[${'[],'.repeat(10_000)}{}]}`)))
  })

  it('takes the last of a repeated name', () => {
    assert.deepEqual(parseJsonBody(Buffer.from('{"a":1,"a":2}')), { a: 2 })
  })
})
