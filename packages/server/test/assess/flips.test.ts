import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { controls } from '../../src/assess/controls/index.ts'
import { checksOf } from '../../src/assess/run.ts'
import { flips } from './flips/index.ts'
import { goesBothWays } from './support.ts'

describe('the checks of an assessment', () => {
  it('each have a test in which their status changes both ways', () => {
    const led = new Map(flips.map((flip) => [flip.check.id, flip]))
    for (const { id } of checksOf(controls)) {
      const flip = led.get(id)
      assert(flip !== undefined, `the check ${id} has no flip in test/assess/flips`)
      assert(goesBothWays(flip), `the flip of ${id} goes one way only`)
    }
    assert.equal(led.size, checksOf(controls).length, 'a flip is of no check, or one has two')
  })
})
