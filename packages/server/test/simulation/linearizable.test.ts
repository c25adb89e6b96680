import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isLinearizable, type Act, type Operation, type Outcome } from './linearizable.ts'

const put = (value: string): Act => ({ kind: 'put', value })
const get: Act = { kind: 'get' }
const add: Act = { kind: 'add' }
const silent: Outcome = { kind: 'silent' }
const unknown: Outcome = { kind: 'unknown' }
const saw = (value: string | undefined, count = 0): Outcome => ({
  kind: 'done',
  state: { value, count },
})
const sawNothing: Outcome = { kind: 'done', state: undefined }

function at(called: number, answered: number, act: Act, outcome: Outcome): Operation {
  return { called, answered, act, outcome }
}

test('what follows an answer sees it', () => {
  assert.ok(isLinearizable([at(1, 2, put('a'), silent), at(3, 4, get, saw('a'))]))
  assert.ok(!isLinearizable([at(1, 2, put('a'), silent), at(3, 4, get, sawNothing)]))
})

test('what runs at the same time may see it or not, but not go back', () => {
  const writing = at(1, 10, put('a'), silent)
  assert.ok(isLinearizable([writing, at(2, 3, get, sawNothing), at(4, 5, get, saw('a'))]))
  assert.ok(!isLinearizable([writing, at(2, 3, get, saw('a')), at(4, 5, get, sawNothing)]))
})

test('an unknown outcome happens late, or never, but not twice', () => {
  const lost = at(1, 2, add, unknown)
  assert.ok(isLinearizable([lost, at(3, 4, get, sawNothing)]))
  assert.ok(isLinearizable([lost, at(3, 4, get, sawNothing), at(5, 6, get, saw(undefined, 1))]))
  assert.ok(!isLinearizable([lost, at(3, 4, get, saw(undefined, 2))]))
})

test('updates are not lost', () => {
  const both = [at(1, 9, add, saw(undefined, 1)), at(2, 8, add, saw(undefined, 1))]
  assert.ok(!isLinearizable(both))
})

test('a replacement of the expected value happens only there', () => {
  const replace: Act = { kind: 'replace', expected: 'a', value: 'b' }
  const before = at(1, 2, put('a'), silent)
  assert.ok(isLinearizable([before, at(3, 4, replace, silent), at(5, 6, get, saw('b'))]))
  assert.ok(!isLinearizable([before, at(3, 4, replace, { kind: 'failed' })]))
})
