import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { limits } from '../../base/index.ts'
import { openMemoryStore } from '../../storage/memory/index.ts'
import { attributeKeys, attributesOf, type Attribute } from './attributes.ts'
import { account, dayMs, foreign, noon, openHistory } from './history.test-support.ts'
import { historyCursor, indexJob } from './index-job.ts'

test('an event is found by each of its attributes, in its own account', async () => {
  const { add, index, ids, ask } = openHistory()
  const id = add(noon - 5000)
  add(noon - 4000, {
    userIdentity: { type: 'AssumedRole', principalId: 'AROAX:nightly', accessKeyId: 'ASIAX' },
    eventName: 'ListKeys',
    eventSource: 'kms.amazonaws.com',
    readOnly: true,
    resources: [],
  })
  add(noon - 3000, { recipientAccountId: foreign })
  await index()
  const values: Record<(typeof attributeKeys)[number], string[]> = {
    EventId: [id],
    EventName: ['CreateTable'],
    ReadOnly: ['false'],
    Username: ['ann'],
    ResourceType: ['AWS::DynamoDB::Table'],
    ResourceName: ['orders', `arn:aws:dynamodb:eu-west-1:${account}:table/orders`],
    EventSource: ['dynamodb.amazonaws.com'],
    AccessKeyId: ['AKIAANN'],
  }
  for (const key of attributeKeys) {
    for (const value of values[key]) {
      assert.deepEqual(await ids({ attribute: { key, value } }), [id], key)
      assert.deepEqual(await ids({ attribute: { key, value: `${value}x` } }), [], key)
    }
  }
  const session = await ask({ attribute: { key: 'Username', value: 'nightly' } })
  assert.equal(session.events[0]?.record.eventName, 'ListKeys')
  assert.deepEqual(JSON.parse(session.events[0].text), session.events[0].record)
  assert.equal((await ids({ accountId: foreign })).length, 1)
  assert.equal((await ids()).length, 2)
})

test('names of users, roles and resources', () => {
  const named = (userIdentity: { type: string; principalId?: string; arn?: string }) =>
    attributesOf({
      userIdentity,
      eventTime: '',
      eventSource: 's',
      eventName: 'n',
      eventID: 'i',
      readOnly: true,
      eventCategory: 'Management',
      recipientAccountId: account,
    }).find(({ key }) => key === 'Username')?.value
  assert.equal(named({ type: 'Root', arn: `arn:aws:iam::${account}:root` }), 'root')
  assert.equal(named({ type: 'AssumedRole', principalId: 'AROA:a:b' }), 'a:b')
  const federated = `arn:aws:sts::${account}:federated-user/bob`
  assert.equal(named({ type: 'FederatedUser', arn: federated }), 'bob')
  assert.equal(named({ type: 'AWSService' }), undefined)
})

test('neither data events nor what was not to be delivered are in the history', async () => {
  const { add, index, ids } = openHistory()
  add(noon, { eventCategory: 'Data', eventName: 'GetItem' })
  add(noon, { eventCategory: 'NetworkActivity' })
  add(noon, {}, false)
  const id = add(noon)
  await index()
  assert.deepEqual(await ids(), [id])
})

test('pages follow one another, the newest first, while more is added', async () => {
  const { add, index, ids, ask } = openHistory()
  const added = Array.from({ length: 130 }, (_, at) => add(noon - 130_000 + 1000 * at))
  await index()
  const newest = [...added].reverse()
  assert.deepEqual(await ids(), newest)
  const first = await ask()
  assert.equal(first.events.length, 50)
  add(noon)
  await index()
  const second = await ask({ token: first.token })
  assert.deepEqual(
    second.events.map(({ record }) => record.eventID),
    newest.slice(50, 100),
  )
  const small = await ask({ token: second.token, limit: 7 })
  assert.deepEqual(
    small.events.map(({ record }) => record.eventID),
    newest.slice(100, 107),
  )
})

test('a token is good for the question that it was the answer to, and for nobody else', async () => {
  const { add, index, ask } = openHistory()
  for (let at = 0; at < 3; at++) add(noon - 1000 * at)
  await index()
  const attribute: Attribute = { key: 'EventName', value: 'CreateTable' }
  const from = noon / 1000 - 100
  const { token } = await ask({ attribute, from, limit: 1 })
  assert(token !== undefined)
  assert.equal((await ask({ attribute, from, token })).events.length, 2)
  const refused = { code: 'InvalidNextTokenException' }
  await assert.rejects(ask({ from, token }), refused)
  await assert.rejects(ask({ attribute, token }), refused)
  await assert.rejects(ask({ attribute, from, to: noon / 1000, token }), refused)
  await assert.rejects(ask({ attribute: { ...attribute, value: 'x' }, from, token }), refused)
  await assert.rejects(ask({ accountId: foreign, attribute, from, token }), refused)
  await assert.rejects(ask({ attribute, from, token: `A${token.slice(1)}` }), refused)
  await assert.rejects(ask({ attribute, from, token: '' }), refused)
})

test('lookups find what a search through every event does', async () => {
  const words = { names: ['a', 'b'], users: ['ann', 'bob', 'root'], keys: ['AKIA1', 'AKIA2'] }
  const logged = fc.record({
    ago: fc.integer({ min: 0, max: 20_000 }),
    eventName: fc.constantFrom(...words.names),
    userName: fc.constantFrom(...words.users),
    accessKeyId: fc.constantFrom(...words.keys),
    readOnly: fc.boolean(),
  })
  const asked = fc.record({
    attribute: fc.option(
      fc.oneof(
        fc.record({
          key: fc.constant('EventName' as const),
          value: fc.constantFrom(...words.names),
        }),
        fc.record({
          key: fc.constant('Username' as const),
          value: fc.constantFrom(...words.users),
        }),
        fc.record({
          key: fc.constant('AccessKeyId' as const),
          value: fc.constantFrom(...words.keys),
        }),
        fc.record({
          key: fc.constant('ReadOnly' as const),
          value: fc.constantFrom('true', 'false'),
        }),
      ),
      { nil: undefined },
    ),
    from: fc.option(fc.integer({ min: -22, max: 1 }), { nil: undefined }),
    to: fc.option(fc.integer({ min: -22, max: 1 }), { nil: undefined }),
    limit: fc.integer({ min: 1, max: 50 }),
  })
  const history = fc.array(logged, { maxLength: 60 })
  await fc.assert(
    fc.asyncProperty(history, fc.array(asked, { maxLength: 8 }), async (events, questions) => {
      const { add, index, ids, log } = openHistory()
      for (const { ago, eventName, userName, accessKeyId, readOnly } of events) {
        const userIdentity = { type: 'IAMUser', userName, accessKeyId }
        add(noon - ago, { eventName, readOnly, userIdentity })
      }
      await index()
      for (const { attribute, limit, ...range } of questions) {
        const from = range.from === undefined ? undefined : noon / 1000 + range.from
        const to = range.to === undefined ? undefined : noon / 1000 + range.to
        const expected = log.events
          .map((event, number) => ({ ...event, number, second: Math.floor(event.at / 1000) }))
          .filter(({ second }) => second >= (from ?? 0) && second <= (to ?? Infinity))
          .filter(({ record }) =>
            attributesOf(record).some(
              ({ key, value }) =>
                attribute === undefined || (key === attribute.key && value === attribute.value),
            ),
          )
          .sort((a, b) => b.at - a.at || b.number - a.number)
        assert.deepEqual(
          await ids({ attribute, from, to, limit }),
          expected.map(({ record }) => record.eventID),
        )
      }
    }),
    { numRuns: 60 },
  )
})

test('each event is added once, though another process added while this one read', async () => {
  const { add, deps, index, ids, faults, log } = openHistory()
  const added = Array.from({ length: 450 }, (_, at) => add(noon - 1000 * at))
  let read: () => void = () => undefined
  const held = new Promise<void>((resolve) => (read = resolve))
  const slow = indexJob({
    ...deps,
    source: {
      start: () => log.start(),
      async read(after, limit) {
        const page = await log.read(after, limit / 2)
        await held
        return page
      },
    },
  })
  const behind = slow.step()
  await index()
  read()
  assert.equal(await behind, 'more')
  assert.deepEqual(await ids(), added)
  assert.deepEqual(await historyCursor(deps), ['450'])
  await index()
  assert.deepEqual(await ids(), added)
  assert.deepEqual(await faults(), [])
})

test('events are gone after 90 days, with all their rows', async () => {
  const { add, index, remove, ids, store, pass, faults, ask } = openHistory()
  for (let at = 0; at < 60; at++) add(noon - 1000 * (60 - at), { recipientAccountId: foreign })
  for (let at = 0; at < 50; at++) add(noon - 1000 * (50 - at))
  await index()
  const rows = async () => {
    const all = { start: Buffer.of(0x30, 0x02), end: Buffer.of(0x30, 0x03) }
    return (await store.range({ ...all, limit: 10_000 })).length
  }
  await remove()
  assert.equal((await ids()).length, 50)
  pass(80 * dayMs)
  const id = add(noon + 80 * dayMs)
  await index()
  pass(10 * dayMs)
  assert.deepEqual(await ids(), [id], 'what is too old is not shown, removed or not')
  assert.equal((await ask({ from: noon / 1000 - 1000 })).events.length, 1)
  await remove()
  assert.deepEqual(await ids(), [id])
  assert.equal(await rows(), 3 + 1 + 10, 'heads, cursor, and one event with its index rows')
  assert.deepEqual(await faults(), [])
})

test('keys tell nobody who did what', async () => {
  const { add, index, store } = openHistory(openMemoryStore())
  add(noon)
  await index()
  const all = await store.range({ start: Buffer.of(0), end: Buffer.of(0xff), limit: 1000 })
  assert(all.length > limits.historyRate)
  for (const { key, value } of all) {
    for (const word of ['ann', 'orders', 'CreateTable', 'AKIAANN', 'Table']) {
      assert(!key.includes(word) && !value.includes(word), word)
    }
  }
})
