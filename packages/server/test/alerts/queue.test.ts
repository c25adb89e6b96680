import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  AlertRows,
  builtInRules,
  deliverJob,
  raiseJob,
  startAlerts,
  type Alert,
  type AlertSource,
} from '../../src/alerts/index.ts'
import type { CloudTrailRecord } from '../../src/audit/index.ts'
import {
  limits,
  Secret,
  silentLogger,
  systemClock,
  systemRandom,
  type Clock,
  type Logger,
} from '../../src/base/index.ts'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import { createSealer } from '../../src/engine/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'

const known = {
  awsManaged: () => undefined,
  defaultKeyPolicy: () => '',
  defaultEndpointPolicy: '',
}
const key = new Secret(Buffer.alloc(32, 7))

function deletion(number: number): CloudTrailRecord {
  return {
    userIdentity: { type: 'IAMUser', arn: 'arn:aws:iam::1:user/u' },
    eventTime: '2026-11-25T10:00:00Z',
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'DeleteTable',
    eventID: `event-${String(number)}`,
    requestParameters: { tableName: `T${String(number)}` },
    responseElements: null,
    recipientAccountId: '1',
  } as unknown as CloudTrailRecord
}

function setUp(clock: Clock = systemClock) {
  const store = openMemoryStore()
  const rows = new AlertRows(createSealer(0, key, systemRandom), key)
  const log: CloudTrailRecord[] = []
  const source: AlertSource = {
    start: () => ['0'],
    readNow([after], limit) {
      const begin = Number(after)
      const events = log.slice(begin, begin + limit).map((record) => ({
        at: 0,
        eventTime: record.eventTime,
        record,
        facts: record,
        isShaped: false,
      }))
      const end = begin + events.length
      return Promise.resolve({ events, cursor: [String(end)], more: end < log.length })
    },
  }
  const announced: string[] = []
  const got: Alert[] = []
  let away = false
  /** Events whose alerts are refused. */
  const refused = new Set<string>()
  const failure = new Error('refused')
  const target = {
    name: 'file',
    send(alerts: readonly Alert[]) {
      if (away) return Promise.reject(new Error('away'))
      const arrived = alerts.map(({ eventId = '' }) => !refused.has(eventId))
      got.push(...alerts.filter((_, at) => arrived[at]))
      return Promise.resolve(arrived.includes(false) ? { arrived, failure } : { arrived })
    },
  }
  const common = { store, rows, clock }
  const raise = raiseJob({
    ...common,
    source,
    rules: builtInRules(known),
    targets: ['file'],
    announce: ({ id }) => announced.push(id),
  })
  const warned: unknown[] = []
  const logger: Logger = { ...silentLogger, warn: (_, fields) => warned.push(fields) }
  const delivery = (owner: string) => deliverJob({ ...common, target, owner, logger })
  const deliveries = new Map<string, ReturnType<typeof delivery>>()
  /** The job of one process of this name, which goes on with what it remembers. */
  const deliveryOf = (owner: string) => {
    const known = deliveries.get(owner) ?? delivery(owner)
    deliveries.set(owner, known)
    return known
  }
  const all = async (job: { step(): Promise<string> }): Promise<void> => {
    while ((await job.step()) === 'more');
  }
  return {
    store,
    log,
    got,
    refused,
    announced,
    raise: () => all(raise),
    delivery,
    deliver: (owner = 'a') => all(deliveryOf(owner)),
    restart: () => {
      deliveries.clear()
    },
    warned,
    start: () => startAlerts({ ...common, source, existing: async function* () {} }),
    setAway(now: boolean) {
      away = now
    },
  }
}

test('alerts begin behind what the log holds, and each event raises its alert once', async () => {
  const { log, got, announced, raise, deliver, start } = setUp()
  log.push(deletion(0))
  await start()
  log.push(deletion(1), deletion(2))
  await Promise.all([raise(), raise()])
  await start()
  await raise()
  assert.deepEqual(announced, ['event-1.table-deleted', 'event-2.table-deleted'])
  await deliver()
  await deliver()
  assert.deepEqual(
    got.map(({ id, eventId }) => [id, eventId]),
    [
      ['event-1.table-deleted', 'event-1'],
      ['event-2.table-deleted', 'event-2'],
    ],
  )
})

test('what a target could not take waits for it, and is removed once it was delivered', async () => {
  const { store, log, got, raise, deliver, delivery, start, setAway } = setUp()
  await start()
  log.push(deletion(1))
  await raise()
  setAway(true)
  await assert.rejects(async () => delivery('a').step(), /away/)
  setAway(false)
  await deliver()
  assert.equal(got.length, 1)
  log.push(deletion(2))
  await raise()
  await deliver()
  await raise()
  const range = { start: Buffer.of(0x31, 2), end: Buffer.of(0x31, 3), limit: 10 }
  assert.deepEqual(await store.range(range), [])
})

test('one process at a time delivers to a target', async () => {
  const { log, got, raise, deliver, start } = setUp()
  await start()
  log.push(deletion(1))
  await raise()
  await deliver('a')
  log.push(deletion(2))
  await raise()
  await deliver('b')
  assert.equal(got.length, 1)
  await deliver('a')
  assert.equal(got.length, 2)
})

test('with a target away the queue is bounded: the oldest are dropped, and the target is told how many', async () => {
  const { store, log, got, raise, deliver, delivery, start, setAway } = setUp()
  await start()
  log.push(deletion(-1))
  await raise()
  setAway(true)
  await assert.rejects(async () => delivery('a').step(), /away/)
  setAway(false)
  const beyond = 7
  for (let at = 0; at < limits.alertQueue + beyond; at++) log.push(deletion(at))
  await raise()
  const range = { start: Buffer.of(0x31, 2), end: Buffer.of(0x31, 3), limit: 2 * limits.alertQueue }
  assert.equal((await store.range(range)).length, limits.alertQueue)
  await deliver()
  const [notice, first] = got
  assert.deepEqual(
    [notice?.rule, notice?.details],
    ['alerts-lost', { target: 'file', lost: beyond + 1 }],
  )
  assert.equal(first?.eventId, `event-${String(beyond)}`)
  assert.equal(got.length, limits.alertQueue + 1)
})

const ids = (alerts: readonly Alert[]) => alerts.map(({ eventId }) => eventId)

test('an alert that a target refuses holds up none behind it, and is tried after rests that double', async () => {
  const clock = new ManualClock()
  const { store, log, got, refused, raise, deliver, start } = setUp(clock)
  await start()
  log.push(deletion(1), deletion(2), deletion(3))
  refused.add('event-2')
  await raise()
  await deliver()
  assert.deepEqual(ids(got), ['event-1', 'event-3'])
  log.push(deletion(4))
  await raise()
  await deliver()
  assert.deepEqual(ids(got), ['event-1', 'event-3', 'event-4'])
  const queued = { start: Buffer.of(0x31, 2), end: Buffer.of(0x31, 3), limit: 10 }
  await raise()
  assert.deepEqual(await store.range(queued), [], 'the queue does not wait for it')
  for (const rest of [1000, 2000, 4000]) {
    clock.advance(rest - 1)
    await deliver()
    clock.advance(1)
    await assert.rejects(deliver(), /refused/)
  }
  refused.clear()
  clock.advance(8000)
  await deliver()
  assert.deepEqual(ids(got), ['event-1', 'event-3', 'event-4', 'event-2'])
  const held = { start: Buffer.of(0x31, 5), end: Buffer.of(0x31, 6), limit: 10 }
  assert.deepEqual(await store.range(held), [])
  clock.advance(120_000)
  await deliver()
  assert.equal(got.length, 4)
})

test('of a target that takes nothing a bounded number is held, and all arrive in the end', async () => {
  const clock = new ManualClock()
  const { store, log, got, refused, raise, deliver, start } = setUp(clock)
  await start()
  const count = limits.alertHeld + 50
  for (let at = 0; at < count; at++) {
    log.push(deletion(at))
    refused.add(`event-${String(at)}`)
  }
  await raise()
  for (let round = 0; round < 20; round++) {
    await deliver().catch(() => undefined)
    clock.advance(60_000)
  }
  const held = { start: Buffer.of(0x31, 5), end: Buffer.of(0x31, 6), limit: 2 * count }
  assert.equal((await store.range(held)).length, limits.alertHeld)
  refused.clear()
  for (let round = 0; round < 20; round++) {
    await deliver()
    clock.advance(60_000)
  }
  assert.equal(got.length, count)
  assert.equal(new Set(ids(got)).size, count)
})

const asideRows = { start: Buffer.of(0x31, 6), end: Buffer.of(0x31, 7), limit: 1000 }

for (const count of [1, limits.alertHeld, limits.alertHeld + 50]) {
  test(`${String(count)} alerts that are always refused are set aside, and hold up none behind them`, async () => {
    const clock = new ManualClock()
    const { store, log, got, refused, warned, raise, deliver, restart, start } = setUp(clock)
    await start()
    for (let at = 0; at < count; at++) {
      log.push(deletion(at))
      refused.add(`event-${String(at)}`)
    }
    await raise()
    for (let round = 0; round < 30; round++) {
      await deliver().catch(() => undefined)
      clock.advance(60_000)
    }
    assert.deepEqual(await store.range(asideRows), [], 'it may be away')
    assert.deepEqual(warned, [])
    const later = 400
    for (let at = 0; at < later; at++) {
      log.push(deletion(count + at))
      await raise()
      await deliver().catch(() => undefined)
      clock.advance(2000)
      // No later than by the next round of those that are held.
      if (at > 30) assert.ok(got.length >= at - 30, `of ${String(at)} only ${String(got.length)}`)
    }
    for (let round = 0; round < 10; round++) {
      await deliver().catch(() => undefined)
      clock.advance(60_000)
    }
    assert.deepEqual(
      ids(got).sort(),
      Array.from({ length: later }, (_, at) => `event-${String(count + at)}`).sort(),
    )
    // A last one shows that the target is there, and so sets aside what is left.
    for (let at = 0; at < 10; at++) {
      log.push(deletion(count + later + at))
      await raise()
      await deliver().catch(() => undefined)
      clock.advance(60_000)
    }
    assert.equal((await store.range(asideRows)).length, count)
    const told = warned as { alerts: number; kept: number }[]
    assert.equal(
      told.reduce((sum, { alerts }) => sum + alerts, 0),
      count,
      'each is told of once',
    )
    assert.equal(told.at(-1)?.kept, count)
    got.length = 0
    refused.clear()
    restart()
    await deliver()
    assert.equal(new Set(ids(got)).size, count, 'after a restart they are sent again')
    assert.deepEqual(await store.range(asideRows), [])
  })
}

test('a target that is away for long, and then takes some at first, loses none and gets each in time', async () => {
  const clock = new ManualClock()
  const { store, log, got, refused, raise, deliver, start, setAway } = setUp(clock)
  await start()
  log.push(deletion(0))
  await raise()
  await deliver()
  const count = limits.alertHeld + 100
  for (let at = 1; at <= count; at++) {
    log.push(deletion(at))
    refused.add(`event-${String(at)}`)
  }
  await raise()
  for (let round = 0; round < 100; round++) {
    if (round === 50) setAway(true)
    if (round === 70) setAway(false)
    await deliver().catch(() => undefined)
    clock.advance(60_000)
  }
  for (let at = 1; at < count; at += 2) refused.delete(`event-${String(at)}`)
  await deliver().catch(() => undefined)
  refused.clear()
  for (let round = 0; round < 5; round++) {
    clock.advance(60_000)
    await deliver()
  }
  assert.deepEqual(await store.range(asideRows), [])
  assert.equal(got.length, count + 1)
  assert.equal(new Set(ids(got)).size, count + 1)
})
