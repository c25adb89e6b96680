import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { meanOf } from './mean.ts'

describe('a mean of runs', () => {
  it('pools all values', () => {
    const of = meanOf([[1, 2], [], [6]])
    assert.equal(of?.mean, 3)
    assert.equal(of.count, 3)
  })

  it('has the usual standard error where neighbours share nothing', () => {
    // Deviations 1, -1, -1, 1 in runs of one value: variance 4/3 of four values.
    assert.equal(meanOf([[3], [1], [1], [3]])?.standardError, Math.sqrt(1 / 3))
  })

  it('has a larger one where neighbours are alike, and only within a run', () => {
    // Products of neighbours: 1 + -1 + 1, twice; squares: 4.
    assert.equal(meanOf([[3, 3, 1, 1]])?.standardError, Math.sqrt(6 / 12))
    assert.equal(
      meanOf([
        [3, 3],
        [1, 1],
      ])?.standardError,
      Math.sqrt(8 / 12),
    )
    assert.equal(
      meanOf([
        [1, 3],
        [3, 1],
      ])?.standardError,
      Math.sqrt(4 / 12),
    )
  })

  it('is none of no value, and has no error of one', () => {
    assert.equal(meanOf([[]]), undefined)
    assert.deepEqual(meanOf([[5]]), { mean: 5, standardError: undefined, count: 1 })
  })
})
