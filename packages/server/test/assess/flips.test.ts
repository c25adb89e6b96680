import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { controls } from '../../src/assess/controls/index.ts'
import { checksOf } from '../../src/assess/run.ts'
import { openRealm, type Realm } from '../identity/support.ts'
import { flips } from './flips/index.ts'
import { goesBothWays, lead } from './support.ts'

describe('the checks of an assessment', () => {
  let realm: Realm
  before(async () => {
    realm = await openRealm({
      httpPort: '0',
      vpcListeners: 'vpc-near=https://127.0.0.1:0',
      keyCacheSeconds: '1',
    })
  })
  after(() => realm.close())

  it('each have a test in which their status changes both ways', () => {
    const led = new Map(flips.map((flip) => [flip.check.id, flip]))
    for (const { id } of checksOf(controls)) {
      const flip = led.get(id)
      assert(flip !== undefined, `the check ${id} has no flip in test/assess/flips`)
      assert(goesBothWays(flip), `the flip of ${id} goes one way only`)
    }
    assert.equal(led.size, checksOf(controls).length, 'a flip is of no check, or one has two')
  })

  for (const flip of flips) {
    it(`${flip.check.id} follows the state of the server`, () => lead(realm, flip))
  }
})
