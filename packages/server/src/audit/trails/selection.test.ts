import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { limits, silentLogger, type Clock } from '../../base/index.ts'
import { openMemoryStore } from '../../storage/memory/index.ts'
import { checkSelectors } from './check-selectors.ts'
import type { SelectableRecord } from './event-facts.ts'
import { Selection } from './selection.ts'
import { TrailStore } from './trail-store.ts'
import { openSealer, someTrail } from './trails.test-support.ts'

const accountId = '111122223333'
const table = {
  type: 'AWS::DynamoDB::Table',
  ARN: `arn:aws:dynamodb:eu-west-1:${accountId}:table/one`,
}
const allData = checkSelectors({
  EventSelectors: [{ DataResources: [{ Type: table.type, Values: ['arn:aws:dynamodb'] }] }],
})
const putItem = {
  category: 'Data',
  readOnly: false,
  eventName: 'PutItem',
  eventSource: 'dynamodb.amazonaws.com',
  resources: [table],
} as const

function setUp(shared: boolean) {
  const store = openMemoryStore()
  let alarm: (() => void) | undefined
  const clock: Clock = {
    now: () => 1,
    monotonic: () => 1,
    after(ms, action) {
      assert.equal(ms, limits.trailWatchMs)
      alarm = action
      return () => (alarm = undefined)
    },
  }
  const trails = new TrailStore(store, openSealer)
  const selection = new Selection({ trails, shared, clock, logger: silentLogger })
  return {
    trails,
    selection,
    /** Another process on the same store. */
    elsewhere: new TrailStore(store, openSealer),
    alarm: () => alarm,
    async lookAgain() {
      alarm?.()
      for (let i = 0; i < 20; i++) await turn()
    },
  }
}

test('a change of a trail is in force when it is answered', async () => {
  const { trails, selection } = setUp(false)
  await selection.start()
  assert(!selection.wants(accountId, putItem))
  await trails.change(accountId, () => [someTrail({ selectors: allData })])
  assert(selection.wants(accountId, putItem))
  assert(selection.wantsData(accountId))
  assert(!selection.wants('999999999999', putItem), 'of its own account only')
  await trails.change(accountId, (all) => all.map((trail) => ({ ...trail, logging: false })))
  assert(!selection.wants(accountId, putItem))
  assert(!selection.wantsData(accountId))
  await selection.stop()
})

test('a change by another process is seen at the next look', async () => {
  const { selection, elsewhere, lookAgain, alarm } = setUp(true)
  await selection.start()
  await elsewhere.change(accountId, () => [someTrail({ selectors: allData })])
  assert(!selection.wants(accountId, putItem))
  await lookAgain()
  assert(selection.wants(accountId, putItem))
  assert(alarm() !== undefined, 'and it looks again')
  await selection.stop()
  assert.equal(alarm(), undefined)
})

test('trails of many accounts are all read', async () => {
  const { selection, elsewhere } = setUp(false)
  const accounts = Array.from({ length: limits.trailAccounts + 3 }, (_, index) =>
    String(100_000_000_000 + index),
  )
  for (const id of accounts) {
    const trail = someTrail({ accountId: id, selectors: allData })
    await elsewhere.change(id, () => [trail])
  }
  await selection.start()
  assert(accounts.every((id) => selection.wants(id, putItem)))
  await selection.stop()
})

test('a trail leaves out what its selectors and its settings do', () => {
  const { selection } = setUp(false)
  const trail = someTrail()
  const record: SelectableRecord = {
    userIdentity: {},
    eventSource: 'iam.amazonaws.com',
    eventName: 'CreateUser',
    awsRegion: 'us-east-1',
    readOnly: false,
    eventType: 'AwsApiCall',
    eventCategory: 'Management',
  }
  const regional = someTrail({ globalEvents: false })
  assert(selection.trailWants(trail, record))
  assert(!selection.trailWants(regional, record))
  const sts = { ...record, eventSource: 'sts.amazonaws.com' }
  assert(!selection.trailWants(regional, sts), 'of the global endpoint')
  assert(selection.trailWants(regional, { ...sts, awsRegion: 'eu-west-1' }))
  const put = { ...record, ...putItem, eventCategory: 'Data', eventType: 'AwsApiCall' }
  assert(!selection.trailWants(trail, put))
  assert(selection.trailWants(someTrail({ selectors: allData }), put))
  assert(!selection.trailWants(trail, { ...record, eventCategory: 'NetworkActivity' }))
})

test('what two change at once is decided by both, and rows are bound to their account', async () => {
  const { trails, elsewhere } = setUp(false)
  const add = (store: TrailStore, name: string) =>
    store.change(accountId, (all) => [...all, someTrail({ name })])
  await Promise.all([add(trails, 'b-trail'), add(elsewhere, 'a-trail'), add(trails, 'c-trail')])
  const names = (await trails.list(accountId)).map(({ name }) => name)
  assert.deepEqual(names, ['a-trail', 'b-trail', 'c-trail'])
  assert.equal((await trails.find(accountId, 'b-trail'))?.name, 'b-trail')
  assert.deepEqual(await trails.list('999999999999'), [])
  await trails.change(accountId, () => [])
  assert.deepEqual(await trails.all(), [])
})
