import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { RequestIds } from './request-id.ts'

describe('RequestIds', () => {
  it('spends every random byte once', () => {
    let next = 0
    const ids = new RequestIds({
      bytes: (length) => Buffer.from(Array.from({ length }, () => next++ >> 8)),
      uuid: () => '',
    })
    const made = Array.from({ length: 1000 }, () => ids.next())
    assert.equal(made[0], '00000000000000000000000000VV4KQNSO5AEMVJF66Q9ASUAAJG')
    // Byte n of the stream is n / 256; id k begins at byte 26 k.
    assert.equal(made[999]?.[0], '0123456789ABCDEFGHIJKLMNOPQRSTUV'[((26 * 999) >> 8) & 31])
    assert.ok(made.every((id) => /^[0-9A-V]{52}$/.test(id)))
  })
})
