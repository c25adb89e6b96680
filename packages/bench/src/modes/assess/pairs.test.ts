import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { pairsOf, type Beside, type Stretch } from './pairs.ts'

const kinds: Record<string, Beside> = { q: 'nothing', c: 'command', a: 'aftermath' }

/** Stretches by the first letters of what goes on beside them, of 2 s, and 1 s of aftermath. */
function run(letters: string, rates: readonly number[], given: Partial<Stretch['measured']> = {}) {
  return Array.from(letters).map((letter, index): Stretch => {
    const seconds = letter === 'a' ? 1 : 2
    const perSecond = rates[index] ?? NaN
    const measured = { perSecond, seconds, cpuMicros: 1e6 / perSecond, ...given }
    return { beside: kinds[letter] ?? 'nothing', measured }
  })
}

function near(actual: number | undefined, expected: number): void {
  assert.ok(
    Math.abs((actual ?? NaN) - expected) < 1e-9,
    `${String(actual)}, not ${String(expected)}`,
  )
}

describe('pairs of stretches with a command and quiet ones', () => {
  it('compare with the quiet stretches beside', () => {
    const [pair, ...others] = pairsOf(run('qcaq', [1000, 900, 950, 1000]), 1)
    assert.equal(others.length, 0)
    near(pair?.logRatio, Math.log(0.9))
    near(pair?.logRatioAfter, Math.log(0.95))
    near(pair?.moreMicros, 1e6 / 900 - 1000)
  })

  it('are not moved by a machine that becomes faster or slower steadily', () => {
    // Middles at 1, 3, 4.5, 6, 8, 9.5 and 11 s; by a tenth faster each second.
    const steady = [1, 3, 4.5, 6, 8, 9.5, 11].map((second) => 1000 * 1.1 ** second)
    const pairs = pairsOf(run('qcaqcaq', steady), 1)
    assert.equal(pairs.length, 2)
    for (const { logRatio, logRatioAfter } of pairs) {
      near(logRatio, 0)
      near(logRatioAfter, 0)
    }
  })

  it('lose in the mean what was lost, however much the quiet stretches differ', () => {
    // Half as fast and twice as fast, as often with the command as without, which takes a tenth.
    const pairs = [
      ...pairsOf(run('qcaq', [500, 1800, 2000, 500]), 1),
      ...pairsOf(run('qcaq', [2000, 450, 500, 2000]), 1),
    ]
    near(pairs.reduce((sum, { logRatio }) => sum + logRatio, 0) / 2, Math.log(0.9))
  })

  it('tell how long the command had run', () => {
    const pairs = pairsOf(
      run(
        'qcaqcaqcaq',
        Array.from({ length: 10 }, () => 1000),
      ),
      1,
    )
    assert.deepEqual(
      pairs.map(({ activeBefore }) => activeBefore),
      [0, 2, 4],
    )
  })

  it('are left out where a stretch is too short, whose seconds still count', () => {
    const begins = (short: number): number[] => {
      const stretches = run(
        'qcaqcaqcaq',
        Array.from({ length: 10 }, () => 1000),
      )
      const measured = { perSecond: 1000, seconds: 1, cpuMicros: 1000 }
      const cut = stretches.map(({ beside }, index) => ({
        beside,
        measured: index === short ? measured : (stretches[index]?.measured ?? measured),
      }))
      return pairsOf(cut, 1.2).map(({ activeBefore }) => activeBefore)
    }
    assert.deepEqual(begins(3), [4])
    assert.deepEqual(begins(4), [0, 3])
    assert.deepEqual(pairsOf(run('qca', [1000, 900, 950]), 1), [])
    assert.deepEqual(pairsOf([], 1), [])
  })

  it('do without processor time where it cannot be told', () => {
    const [pair] = pairsOf(run('qcaq', [1000, 900, 950, 1000], { cpuMicros: undefined }), 1)
    assert.equal(pair?.moreMicros, undefined)
  })
})
