import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { authentication } from './controls/authentication.ts'
import { isExpired, waiverOf, waiverProblem } from './waivers.ts'

const controls = [authentication]
const day = Date.parse('2027-03-31T12:00:00Z')
const waiver = { id: 'authentication', reason: 'accepted', until: '2027-03-31' }

describe('a waiver', () => {
  it('names a control or check that exists, a reason and a day', () => {
    assert.equal(waiverProblem(waiver, controls), undefined)
    assert.equal(waiverProblem({ ...waiver, id: 'unsigned-refused' }, controls), undefined)
    assert.match(waiverProblem({ ...waiver, id: 'x' }, controls) ?? '', /no such control/)
    assert.match(waiverProblem({ ...waiver, reason: ' ' }, controls) ?? '', /--reason/)
    assert.match(waiverProblem({ ...waiver, until: 'soon' }, controls) ?? '', /--until/)
    assert.match(waiverProblem({ ...waiver, until: '2027-02-31x' }, controls) ?? '', /--until/)
  })

  it('holds to the end of its day', () => {
    assert.equal(isExpired(waiver, Date.parse('2027-03-31T23:59:59Z')), false)
    assert.equal(isExpired(waiver, Date.parse('2027-04-01T00:00:00Z')), true)
  })

  it('is found while it is in force', () => {
    assert.equal(waiverOf('authentication', [waiver], day), waiver)
    assert.equal(waiverOf('unsigned-refused', [waiver], day), undefined)
    assert.equal(waiverOf('authentication', [waiver], day + 86_400_000), undefined)
    const late = { ...waiver, until: '2028-01-01' }
    assert.equal(waiverOf('authentication', [waiver, late], day + 86_400_000), late)
  })
})
