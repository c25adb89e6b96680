import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CloudTrailRecord } from '../../audit/index.ts'
import { compilePattern } from '../pattern/index.ts'
import type { Rule } from '../rules/index.ts'
import type { ReadEvent } from './ports.ts'
import { Repeats } from './repeats.ts'

const facts = { eventName: 'GetItem' }
const event = (eventTime: string, more: Partial<ReadEvent> = {}): ReadEvent => ({
  at: 0,
  eventTime,
  record: {} as CloudTrailRecord,
  facts,
  isShaped: true,
  ...more,
})

function rule(detail: object, isBuiltIn: boolean): Rule {
  return {
    name: 'r',
    severity: 'low',
    description: '',
    pattern: compilePattern({ detail }),
    judge: () => Promise.resolve([]),
    ...(isBuiltIn ? { builtIn: true } : {}),
  }
}

const builtIn = rule({ userIdentity: { type: ['Root'] } }, true)

function passed(rules: readonly Rule[], events: readonly ReadEvent[]): number {
  const repeats = new Repeats(rules)
  return events.filter((each) => !repeats.isOne(each)).length
}

test('of events that differ in nothing but parameters and ids, rules see one a second', () => {
  const events = ['10:00:00', '10:00:00', '10:00:01', '10:00:01'].map((time) => event(time))
  assert.equal(passed([builtIn], events), 2)
  assert.equal(passed([builtIn, rule({ eventName: ['PutItem'] }, false)], events), 2)
})

test('rules that may look at parameters see all of them', () => {
  const events = [event('10:00:00'), event('10:00:00')]
  assert.equal(passed([builtIn, rule({ eventName: ['GetItem'] }, false)], events), 2)
  assert.equal(passed([builtIn, rule({ requestParameters: { key: ['x'] } }, false)], events), 2)
})

test('events of others, or that share nothing, are no repetitions', () => {
  const other = event('10:00:00', { facts: { eventName: 'GetItem' } })
  assert.equal(passed([builtIn], [event('10:00:00'), other]), 2)
  const whole = event('10:00:00', { isShaped: false })
  assert.equal(passed([builtIn], [whole, whole]), 2)
})
