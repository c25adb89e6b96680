import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { s3Target, TargetError, type Target } from '../../src/audit/delivery/index.ts'
import { readKey, unpacked, validateTrails } from '../../src/audit/trail-files/index.ts'
import type { Commit, KvStore } from '../../src/storage/kv.ts'
import { bucketCredentials, startBucketServer } from './bucket-server.ts'
import { dayMs, hourMs, makeWorld, type World } from './delivery-world.ts'

async function objects(target: Target, kind: string): Promise<string[]> {
  const found: string[] = []
  for await (const key of target.list()) if (readKey(key)?.kind === kind) found.push(key)
  return found
}

/** Lets hours pass, with an event in each and the job at work. */
async function live(world: World, hours: number): Promise<void> {
  for (let hour = 0; hour < hours; hour++) {
    world.clock.pass(1000)
    world.log.add(world.clock.now())
    await world.run()
    world.clock.pass(hourMs)
    await world.run()
  }
}

async function assertValid(world: World, until?: number): Promise<void> {
  const report = await world.validate(until)
  assert.deepEqual(report.problems, [])
  assert.ok(report.valid)
}

describe('the delivery of a trail', () => {
  test('writes what the trail wants, in the layout of CloudTrail', async (t) => {
    const world = await makeWorld(t)
    const now = world.clock.now()
    world.log.add(now - 60_000)
    const wanted = [world.log.add(now + 1), world.log.add(now + 2)]
    world.log.add(now + 3, { delivered: false })
    world.log.add(now + 3, {}, { eventName: 'Unwanted' })
    world.log.add(now + 3, {}, { recipientAccountId: '999999999999' })
    await world.run()
    assert.deepEqual(await world.delivered(), wanted)
    const [key = ''] = await objects(world.target, 'log')
    assert.match(
      key,
      /^AWSLogs\/111122223333\/CloudTrail\/eu-west-1\/2026\/11\/24\/111122223333_CloudTrail_eu-west-1_20261124T2230Z_[A-Za-z0-9]{16}\.json\.gz$/,
    )
    const text = unpacked((await world.target.get(key))?.body ?? Buffer.alloc(0), 1e9)
    const { Records } = JSON.parse(text?.toString() ?? '') as { Records: unknown }
    assert.deepEqual(
      Records,
      world.log.events.slice(1, 3).map(({ record }) => record),
    )
  })

  test('collects records between two files', async (t) => {
    const world = await makeWorld(t, { everyMs: 300_000 })
    world.log.add(world.clock.now())
    await world.run()
    world.log.add(world.clock.now())
    world.clock.pass(299_000)
    await world.run()
    assert.equal((await world.delivered()).length, 1)
    world.clock.pass(1000)
    await world.run()
    assert.equal((await world.delivered()).length, 2)
  })

  test('makes one file of a log that is always added to', async (t) => {
    const world = await makeWorld(t, { everyMs: 300_000 })
    const job = world.delivery.job()
    let steps = 0
    do world.log.add(world.clock.now())
    while ((await job.step()) === 'more' && ++steps < 20)
    assert.equal((await objects(world.target, 'log')).length, 1)
    world.clock.pass(300_000)
    await world.run()
    assert.equal((await world.delivered()).length, world.log.events.length)
  })

  test('makes a digest of every hour, of empty ones too, that validates', async (t) => {
    const world = await makeWorld(t)
    await live(world, 2)
    world.clock.pass(3 * hourMs)
    await world.run()
    await live(world, 1)
    assert.equal((await objects(world.target, 'digest')).length, 6)
    const report = await world.validate()
    assert.deepEqual(report.problems, [])
    assert.deepEqual([report.digests, report.logFiles, report.uncovered], [6, 3, 0])
    const status = await world.delivery.status(world.trails[0] ?? assert.fail())
    assert.ok(status.deliveredAt !== undefined && status.digestAt !== undefined)
    assert.equal(status.error, undefined)
  })

  test('signs with a key that is followed in time, and shows both', async (t) => {
    const world = await makeWorld(t)
    await live(world, 1)
    world.clock.pass(91 * dayMs)
    world.trails = world.trails.map((trail) => ({ ...trail, validationSince: world.clock.now() }))
    await world.run()
    await live(world, 1)
    assert.equal((await world.publicKeys()).size, 2)
    await assertValid(world)
  })
})

/** A store that loses the process at a commit: it is made, or not, and nobody hears of it. */
function dyingStore(store: KvStore, at: number, made: boolean): KvStore {
  let commits = 0
  return Object.assign(Object.create(store) as KvStore, {
    get: store.get.bind(store),
    getMany: store.getMany.bind(store),
    range: store.range.bind(store),
    async commit(commit: Commit) {
      if (commits++ < at) return store.commit(commit)
      if (commits === at + 1 && made) await store.commit(commit)
      throw new Error('the process died')
    },
  })
}

describe('a crash of the delivery', () => {
  for (const made of [false, true]) {
    for (let at = 0; at < 12; at++) {
      test(`at commit ${String(at)}, ${made ? 'made' : 'not made'}, loses and doubles nothing`, async (t) => {
        const world = await makeWorld(t)
        const wanted = [world.log.add(world.clock.now()), world.log.add(world.clock.now())]
        const dying = world.restart({ store: dyingStore(world.store, at, made) })
        await world.run(dying).catch(() => undefined)
        wanted.push(world.log.add(world.clock.now()))
        world.clock.pass(hourMs)
        await world.run(dying).catch(() => undefined)
        await world.run(world.restart())
        world.clock.pass(hourMs)
        await world.run(world.restart())
        assert.deepEqual((await world.delivered()).toSorted(), wanted)
        const report = await world.validate()
        assert.deepEqual(report.problems, [])
        assert.ok(report.digests > 0)
      })
    }
  }
})

describe('a target that is away', () => {
  test('is tried again, and told of; nothing is lost', async (t) => {
    const world = await makeWorld(t)
    let away = true
    const target: Target = {
      bucket: 'logs',
      list: () => world.target.list(),
      get: (key) => world.target.get(key),
      check: (folder) => world.target.check(folder),
      put: (...args) =>
        away ? Promise.reject(new TargetError('away', 'ECONNREFUSED')) : world.target.put(...args),
    }
    const delivery = world.restart({ target })
    const [trail] = world.trails
    assert.ok(trail !== undefined)
    const ids = [world.log.add(world.clock.now())]
    await world.run(delivery)
    for (let hour = 0; hour < 3; hour++) {
      ids.push(world.log.add(world.clock.now()))
      world.clock.pass(hourMs)
      await world.run(delivery)
      const status = await delivery.status(trail)
      assert.equal(status.error, 'ECONNREFUSED')
      assert.equal(status.deliveredAt, undefined)
    }
    const [cursor] = await delivery.cursors()
    assert.deepEqual(cursor, ['1'], 'the log keeps what was not delivered')
    away = false
    world.clock.pass(60_000)
    await world.run(delivery)
    world.clock.pass(2000)
    await world.run(delivery)
    assert.deepEqual((await world.delivered()).toSorted(), ids)
    assert.equal((await delivery.status(trail)).error, undefined)
    await assertValid(world)
  })

  test('holds up no other trail', async (t) => {
    const world = await makeWorld(t)
    const [trail] = world.trails
    assert.ok(trail !== undefined)
    world.trails = [{ ...trail, id: 'other', name: 'other', bucket: 'gone' }, trail]
    const id = world.log.add(world.clock.now())
    await world.run()
    assert.deepEqual(await world.delivered(), [id])
    assert.equal((await world.delivery.status(world.trails[0] ?? trail)).error, 'NoSuchBucket')
  })
})

describe('a trail that stops', () => {
  test('is delivered to its end, says so in a last digest, and begins a new chain', async (t) => {
    const world = await makeWorld(t)
    await live(world, 2)
    const before = world.log.add(world.clock.now())
    world.clock.pass(10)
    const stoppedAt = world.clock.now()
    world.trails = world.trails.map((trail) => ({ ...trail, logging: false, stoppedAt }))
    world.clock.pass(5000)
    const after = world.log.add(world.clock.now())
    world.clock.pass(31_000)
    await world.run()
    assert.ok((await world.delivered()).includes(before))
    assert.ok(!(await world.delivered()).includes(after))
    // Years later the trail is still known to have ended.
    await assertValid(world, world.clock.now() + 1000 * dayMs)
    assert.deepEqual(await world.delivery.cursors(), [])

    world.clock.pass(5 * hourMs)
    const startedAt = world.clock.now()
    world.trails = world.trails.map((trail) => ({ ...trail, logging: true, startedAt }))
    await live(world, 2)
    assert.ok(!(await world.delivered()).includes(after))
    await assertValid(world)
    // The end of the first chain cannot be cut off unseen.
    const digests = await objects(world.target, 'digest')
    const last = digests.at(-3) ?? ''
    const cut: Target = {
      ...world.target,
      get: (key) => world.target.get(key),
      list: async function* () {
        for await (const key of world.target.list()) if (key !== last) yield key
      },
    }
    const report = await validateTrails(cut, await world.publicKeys(), { until: world.clock.now() })
    assert.equal(report.problems[0]?.file, last)
    assert.equal(report.problems[0].kind, 'missing')
  })

  test('or is deleted is delivered to its end, and forgotten', async (t) => {
    const world = await makeWorld(t)
    await live(world, 1)
    const id = world.log.add(world.clock.now())
    world.trails = []
    await world.run()
    assert.ok((await world.delivered()).includes(id))
    world.clock.pass(31_000)
    await world.run()
    await assertValid(world, world.clock.now() + 1000 * dayMs)
    const left = await world.store.range({
      start: Buffer.of(0x32, 0x03),
      end: Buffer.of(0x32, 0x04),
      limit: 10,
    })
    assert.deepEqual(left, [])
  })
})

test('two nodes deliver each event once, and one of them takes over from the other', async (t) => {
  const world = await makeWorld(t)
  const [a, b] = [world.restart({ holder: 'a' }), world.restart({ holder: 'b' })]
  const ids: string[] = []
  for (let round = 0; round < 10; round++) {
    ids.push(world.log.add(world.clock.now()))
    await Promise.all([world.run(a), world.run(b)])
    world.clock.pass(1000)
  }
  // Now a is gone.
  world.clock.pass(31_000)
  ids.push(world.log.add(world.clock.now()))
  await world.run(b)
  world.clock.pass(hourMs)
  await world.run(b)
  assert.deepEqual((await world.delivered()).toSorted(), ids.toSorted())
  await assertValid(world)
})

test('without a lease two at once do no harm either', async (t) => {
  const world = await makeWorld(t)
  const [a, b] = [world.restart(), world.restart()]
  const ids: string[] = []
  for (let round = 0; round < 10; round++) {
    ids.push(world.log.add(world.clock.now()))
    await Promise.all([world.run(a), world.run(b)])
    world.clock.pass(hourMs / 2)
  }
  await Promise.all([world.run(a), world.run(b)])
  assert.deepEqual((await world.delivered()).toSorted(), ids.toSorted())
  await assertValid(world)
})

test('retention removes the oldest days, and digests tell it before', async (t) => {
  const world = await makeWorld(t, { retention: { days: 2 } })
  for (let day = 0; day < 6; day++) {
    await live(world, 2)
    world.clock.pass(22 * hourMs)
    await world.run()
    await assertValid(world)
  }
  const days = (await objects(world.target, 'digest')).map((key) =>
    key.split('/').slice(4, 7).join('-'),
  )
  assert.deepEqual([...new Set(days)], ['2026-11-28', '2026-11-29', '2026-11-30'])
})

test('retention by size keeps at least two days', async (t) => {
  const world = await makeWorld(t, { retention: { bytes: 1 } })
  for (let day = 0; day < 3; day++) {
    await live(world, 24)
    await assertValid(world)
  }
  const days = (await objects(world.target, 'log')).map((key) =>
    key.split('/').slice(4, 7).join('-'),
  )
  assert.deepEqual([...new Set(days)], ['2026-11-26', '2026-11-27'])
})

test('a trail in a bucket of an S3-compatible server validates', async (t) => {
  const { endpoint } = await startBucketServer(t, 'logs')
  const place = { bucket: 'logs', endpoint, region: 'eu-west-1' }
  const world = await makeWorld(t, { target: s3Target(place, bucketCredentials) })
  await live(world, 3)
  const report = await world.validate()
  assert.deepEqual(report.problems, [])
  assert.deepEqual([report.digests, report.logFiles, report.records], [3, 3, 3])
})
