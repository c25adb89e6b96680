import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Run } from './by-turns.ts'
import type { Beside } from './pairs.ts'
import { besideTable } from './report.ts'

/** A load of 1000 requests a second without, and so many in each stretch of 2 s beside a command. */
function run(...beside: readonly number[]): Run {
  const stretch = (kind: Beside, perSecond: number, seconds = 2) => {
    const latencies = { p50: 1, p99: kind === 'command' ? 9 : 7, p999: 10, max: 11 }
    const usage = { cpuMicros: 1e6 / perSecond, generatorMicros: 50, residentBytes: 1 }
    const requests = perSecond * seconds
    const measured = { requests, seconds, perSecond, latencies, errors: {}, ...usage }
    return { beside: kind, measured }
  }
  const turns = beside.map((perSecond) => [
    stretch('command', perSecond),
    stretch('aftermath', 950, 1.25),
    stretch('nothing', 1000),
  ])
  const stretches = [stretch('nothing', 1000), ...turns.flat()]
  return { stretches, activeSeconds: 2 * beside.length }
}

describe('the table of what a load loses', () => {
  it('pools runs, and tells of their beginning apart', () => {
    const runs = [run(600, 800, 800, 800, 1000, 1000), run(600, 800, 800, 800)]
    const [head = '', , row = ''] = besideTable([{ checks: 'active', runs }], 2).split('\n')
    const cells = (line: string) => line.split('|').map((cell) => cell.trim())
    const at = (column: string): string => cells(row)[cells(head).indexOf(column)] ?? ''
    assert.equal(at('checks'), 'active')
    assert.equal(at('pairs'), '10')
    assert.equal(at('active s'), '8.00')
    assert.equal(at('req/s'), '1,000')
    const left = (...rates: number[]) =>
      Math.exp(rates.reduce((sum, rate) => sum + Math.log(rate), 0) / rates.length)
    const percent = (rate: number) => (100 * (1 - rate)).toFixed(1)
    assert.equal(at('first 2 s'), '40.0 ± 0.0')
    assert.match(at('first 8 s'), new RegExp(`^${percent(left(0.6, 0.8, 0.8, 0.8))} ± `))
    const both = left(0.6, 0.6, 0.8, 0.8, 0.8, 0.8, 0.8, 0.8, 1, 1)
    assert.match(at('lost %'), new RegExp(`^${percent(both)} ± `))
    assert.equal(at('1.25 s after'), '5.0 ± 0.0')
    assert.equal(at('p99 ms'), '7.00')
    assert.equal(at('beside'), '9.00')
  })

  it('leaves out a stretch of less than three fifths of its length', () => {
    const runs = [run(900, 900)]
    const pairs = (seconds: number) =>
      besideTable([{ checks: 'none', runs }], seconds)
        .split('\n')[2]
        ?.split('|')[2]
        ?.trim()
    assert.equal(pairs(3.3), '2')
    assert.equal(pairs(3.4), '0')
  })
})
