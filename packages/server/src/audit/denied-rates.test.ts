import assert from 'node:assert/strict'
import { test } from 'node:test'
import { limits, type Clock } from '../base/index.ts'
import { DeniedRates } from './denied-rates.ts'

const accountId = '111122223333'

function setUp() {
  let now = 0
  const clock: Clock = { now: () => now, monotonic: () => now, after: () => () => undefined }
  const rates = new DeniedRates(clock)
  const taken = (arn: string, count: number): number =>
    Array.from({ length: count }, () => rates.take({ accountId, arn })).filter(
      (left) => left !== undefined,
    ).length
  return { rates, taken, pass: (ms: number) => (now += ms) }
}

test('of the denials of one principal so many are recorded in a window, and the next tells of the others', () => {
  const { rates, taken, pass } = setUp()
  assert.equal(taken('P', limits.auditDenials + 40), limits.auditDenials)
  assert.equal(taken('Q', 1), 1, 'another principal is recorded')
  pass(limits.auditDenialWindowMs)
  assert.equal(rates.take({ accountId, arn: 'P' }), 40)
  assert.equal(rates.take({ accountId, arn: 'P' }), 0)
})

test('of many principals of one account no more are recorded than of an account', () => {
  const { taken } = setUp()
  let recorded = 0
  for (let at = 0; at < 2 * limits.auditDenialsOfAccount; at++)
    recorded += taken(`P${String(at)}`, 1)
  assert.equal(recorded, limits.auditDenialsOfAccount)
})
