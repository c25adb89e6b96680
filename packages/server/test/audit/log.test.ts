import assert from 'node:assert/strict'
import { setImmediate as turn } from 'node:timers/promises'
import { describe, test } from 'node:test'
import { Journal } from '../../src/audit/log/journal.ts'
import { recording, auditedStore, aside } from '../../src/audit/log/audited-store.ts'
import { extendChain } from '../../src/audit/log/chain.ts'
import { createLogReader } from '../../src/audit/log/log-reader.ts'
import { Recording } from '../../src/audit/log/recording.ts'
import type { KeptEvent } from '../../src/audit/log/kept-event.ts'
import { chainKey, failureRow, failures } from '../../src/audit/log/rows.ts'
import { hole } from '../../src/audit/records/record-shape.ts'
import { LogSize } from '../../src/audit/log/log-size.ts'
import { trimBlock } from '../../src/audit/log/trim.ts'
import { limits, systemRandom } from '../../src/base/index.ts'
import type { CommitResult } from '../../src/storage/kv.ts'
import { openLog, put, type FailingStore } from './log-world.ts'

describe('the record of a change', () => {
  test('is of the commit of the change, or of none', async () => {
    const { store, recordingOf, names } = openLog()
    const audited = auditedStore(store)
    const first = recordingOf('first')
    store.failure = { outcome: 'refused', reason: 'disk full' }
    await recording(first, () => audited.commit(put('a')))
    store.failure = undefined
    assert.deepEqual(await names(), [])
    assert.equal(await store.get(Buffer.from('a')), undefined)
    const result = await recording(first, () => audited.commit(put('a')))
    assert.equal(result.outcome, 'committed')
    assert.deepEqual(await names(), ['first'])
    assert.equal(first.end({}, true), undefined, 'nothing is left to be written')
  })

  test('joins one commit of several, and none that is made aside', async () => {
    const { store, recordingOf, names } = openLog()
    const audited = auditedStore(store)
    const one = recordingOf('one')
    await recording(one, async () => {
      await aside(() => audited.commit(put('kms')))
      await audited.commit({ ...put('seals'), aside: true })
      assert.deepEqual(await names(), [])
      await Promise.all(['a', 'b', 'c'].map((key) => audited.commit(put(key))))
      await audited.commit(put('d'))
    })
    assert.deepEqual(await names(), ['one'])
  })

  // From Node 24 on V8 keeps contexts itself, without hooks: there is no cost to end.
  const keptByV8 = Number(process.versions.node.split('.')[0]) >= 24
  test('is not of what outlives its request', { skip: keptByV8 }, async () => {
    const { store, recordingOf, names } = openLog()
    const audited = auditedStore(store)
    let go = (): void => undefined
    const later = new Promise<void>((resolve) => (go = resolve))
    let left: Promise<CommitResult> | undefined
    await recording(recordingOf('gone'), () => {
      left = later.then(() => audited.commit(put('late')))
      return Promise.resolve()
    })
    go()
    assert.equal((await left)?.outcome, 'committed')
    assert.deepEqual(await names(), [])
  })

  test('is written alone where nothing was committed', async () => {
    const { recordingOf, names } = openLog()
    const refused = recordingOf('refused')
    await refused.end({ errorCode: 'ValidationException' }, true)
    assert.deepEqual(await names(), ['refused'])
  })

  test('takes what was answered from the row that follows', async () => {
    const { store, clock, reader, recordingOf, journal } = openLog()
    const audited = auditedStore(store)
    const created = recordingOf('CreateTable', true)
    await recording(created, () => audited.commit(put('t')))
    const before = await reader.read(reader.start(), 10)
    assert.deepEqual(before.events, [], 'it waits for its answer')
    assert.equal((await reader.readNow(reader.start(), 10)).events.length, 1)
    void created.end({ responseElements: { table: 'T' } }, false)
    await journal.persisted()
    const { events, cursor } = await reader.read(reader.start(), 10)
    assert.deepEqual(events[0]?.record.responseElements, { table: 'T' })
    assert.deepEqual((await reader.read(cursor, 10)).events, [])

    const lost = recordingOf('DeleteTable', true)
    await recording(lost, () => audited.commit(put('u')))
    assert.deepEqual((await reader.read(cursor, 10)).events, [])
    clock.pass(30_000)
    assert.equal((await reader.read(cursor, 10)).events[0]?.record.eventName, 'DeleteTable')
  })
})

test('reads that come while others are written have a while to join, and all are written at the end', async () => {
  const { clock, journal, event, names, rows } = openLog()
  const written = async (): Promise<number> => (await rows()).length
  const until = async (count: number): Promise<void> => {
    while ((await written()) < count) await turn()
  }
  journal.add(event('First'))
  clock.advance(limits.auditFlushMs)
  for (let at = 0; at < 20; at++) {
    journal.add(event('Later'))
    await turn()
  }
  await until(1)
  for (let at = 0; at < 20; at++) await turn()
  assert.equal(await written(), 1, 'no row for what came meanwhile')
  clock.advance(limits.auditFlushMs)
  await until(2)
  journal.add(event('Durable'))
  await journal.persisted()
  assert.equal(await written(), 3, 'somebody waits')
  const many = 2 * limits.auditFlushEvents + 1
  for (let at = 0; at < many; at++) journal.add(event('Many'))
  await journal.close()
  assert.equal((await names()).length, 22 + many)
})

test('alerts get one of those that are alike, and all while any may have failed', async () => {
  const { clock, deps, journal, reader, sealer, store } = openLog()
  clock.advance(1_764_064_800_000)
  const shape = `{"eventTime":"${hole}","eventName":"PutItem","readOnly":false,"p":${hole},"r":"${hole}","eventID":"${hole}"}`
  const ids = Array.from({ length: 5 }, () => systemRandom.uuid())
  for (const eventId of ids) {
    const at = clock.now()
    journal.add({ at, delivered: true, awaits: false, eventId, shape, record: 'R null' })
  }
  await journal.persisted()
  const read = async (rare?: () => boolean) =>
    (await createLogReader(deps).readNow(reader.start(), 100, undefined, rare)).events
  assert.equal((await read()).length, 5)
  assert.deepEqual(
    (await read(() => true)).map(({ eventId }) => eventId),
    ids.slice(0, 1),
  )
  assert.equal((await read(() => false)).length, 5)
  const failed = failureRow(sealer, ids[3] ?? '', { errorCode: 'InternalFailure' })
  await store.commit({ checks: [], writes: [failed] })
  const all = await read(() => true)
  assert.deepEqual(
    all.map(({ record }) => record.errorCode),
    [undefined, undefined, undefined, 'InternalFailure', undefined],
  )
})

test('a change that failed after its first commit says so, with a shape too, until it is cut', async () => {
  const { store, clock, sealer, deps, journal, reader, event } = openLog()
  const audited = auditedStore(store)
  const shape = `{"eventTime":"${hole}","eventName":"BatchWriteItem","requestParameters":${hole},"requestID":"${hole}","eventID":"${hole}","readOnly":false}`
  const shaped = (): KeptEvent => ({ ...event(''), shape, record: 'request {"k":1}' })
  const recordingOf = (made: KeptEvent) =>
    new Recording({ journal, sealer, awaits: false, events: () => [made] })
  const [good, bad] = [recordingOf(shaped()), recordingOf(shaped())]
  for (const each of [good, bad]) await each.join(put('a'), (commit) => audited.commit(commit))
  void good.end({}, false)
  void bad.end({ errorCode: 'InternalServerError' }, false)
  await journal.persisted()
  const { events, cursor } = await reader.read(reader.start(), 10)
  assert.deepEqual(
    events.map(({ record, text }) => [record.errorCode, record.requestID, text === undefined]),
    [
      [undefined, 'request', false],
      ['InternalServerError', 'request', true],
    ],
  )
  assert.equal(events[0]?.text, JSON.stringify(events[0]?.record))
  assert.equal((await store.range({ ...failures, limit: 10 })).length, 1)
  await extendChain(deps, 0)
  clock.pass(3_600_000)
  assert.equal(await trimBlock(deps, 0, [cursor]), true)
  assert.equal((await store.range({ ...failures, limit: 10 })).length, 0)
})

test('a commit of several rows is read whole or not at all, and each of its events once', async () => {
  const { store, clock, reader, journal, event } = openLog()
  // Rows of one commit stand in the order of their ids.
  const copies = [
    { ...event('own copy'), eventId: '00000000-0000-4000-8000-000000000000' },
    { ...event('copy of the owner', true), eventId: 'ffffffff-ffff-4fff-bfff-ffffffffffff' },
  ]
  const rows = copies.map((each) => journal.row(each))
  await store.commit({ checks: [], writes: rows })
  assert.deepEqual((await reader.read(reader.start(), 10)).events, [], 'one of them waits')
  const first = await reader.readNow(reader.start(), 1)
  assert.equal(first.events.length, 2)
  assert.deepEqual((await reader.readNow(first.cursor, 1)).events, [])
  clock.pass(30_000)
  const { events, cursor } = await reader.read(reader.start(), 1)
  assert.equal(events.length, 2)
  assert.deepEqual((await reader.read(cursor, 1)).events, [])
})

test('a log that is larger than it may be lets no request in until it is cut', async () => {
  const { store, deps, clock, reader, journal, event } = openLog()
  const size = new LogSize({ ...deps, bytes: 100 })
  const look = async (): Promise<void> => {
    clock.advance(5000)
    for (let i = 0; i < 10; i++) await turn()
  }
  await look()
  assert.equal(size.full, false)
  await store.commit({ checks: [], writes: [journal.row(event('one'))] })
  await extendChain(deps, 0)
  await look()
  assert.equal(size.full, true)
  const guarded = new Journal({ ...deps, full: () => size.full })
  assert.throws(() => {
    guarded.admit()
  })
  const { cursor } = await reader.readNow(reader.start(), 10)
  assert.equal(await trimBlock(deps, 0, [cursor], 1), true)
  await look()
  assert.equal(size.full, false)
  guarded.admit()
  await size.stop()
})

describe('the journal', () => {
  test('writes the records of reads together, within its time', async () => {
    const { clock, journal, event, names, rows } = openLog()
    for (const name of ['a', 'b', 'c']) journal.add(event(name))
    assert.deepEqual(await names(), [])
    clock.advance(250)
    await turn()
    await journal.persisted()
    assert.deepEqual(await names(), ['a', 'b', 'c'])
    assert.equal((await rows()).length, 1)
  })

  test('lets nothing in while it cannot write, and everything once it can again', async () => {
    const { store, clock, journal, event, names } = openLog()
    store.failure = { outcome: 'refused', reason: 'disk full' }
    journal.add(event('a'))
    await assert.rejects(journal.persisted(), { code: 'ServiceUnavailable' })
    assert.equal(journal.writable, false)
    assert.throws(() => {
      journal.admit()
    })
    store.failure = undefined
    clock.advance(200)
    for (let i = 0; i < 10 && !journal.writable; i++) await turn()
    assert.equal(journal.writable, true)
    journal.admit()
    assert.deepEqual(await names(), ['a'])
  })

  test('lets nothing in while more waits than may', () => {
    const { store, journal, event } = openLog()
    store.failure = { outcome: 'refused', reason: 'disk full' }
    journal.add({ ...event('large'), record: 'x'.repeat(17 * 2 ** 20) })
    assert.equal(journal.writable, false)
  })
})

describe('the chain', () => {
  async function chained(count = 5) {
    const opened = openLog()
    for (let i = 0; i < count; i++) {
      const row = opened.journal.row(opened.event(`event ${String(i)}`))
      await opened.store.commit({ checks: [], writes: [row] })
    }
    await extendChain(opened.deps, 0)
    assert.deepEqual(await opened.faults(), [])
    return opened
  }

  const write = async (store: FailingStore, key: Buffer, value: Buffer | undefined) => {
    await store.commit({ checks: [], writes: [{ key, value }] })
  }

  test('finds a row that was changed', async () => {
    const { store, rows, faults } = await chained()
    const row = (await rows())[2]
    assert.ok(row)
    const value = Buffer.from(row.value)
    value[30] = (value[30] ?? 0) ^ 1
    await write(store, row.key, value)
    assert.deepEqual(await faults(), ['altered'])
  })

  test('finds a row that was removed', async () => {
    const { store, rows, faults } = await chained()
    const row = (await rows())[4]
    assert.ok(row)
    await write(store, row.key, undefined)
    assert.deepEqual(await faults(), ['missing'])
  })

  test('finds a row that was put in, or moved to another place', async () => {
    const { store, rows, faults } = await chained()
    const [first, second] = await rows()
    assert.ok(first && second)
    const moved = Buffer.from(first.key)
    second.key.copy(moved, 3, 3, 11)
    await write(store, moved, first.value)
    assert.deepEqual(await faults(), ['inserted'])
    await write(store, first.key, undefined)
    assert.deepEqual((await faults()).sort(), ['inserted', 'missing'])
  })

  test('finds a link that is gone', async () => {
    const { store, faults } = await chained()
    await write(store, chainKey(0, 1), undefined)
    assert.deepEqual(await faults(), ['broken-link'])
  })

  test('is cut short at once where much was written', async () => {
    const { deps, reader, faults } = await chained()
    const { cursor } = await reader.read(reader.start(), 100)
    assert.equal(await trimBlock(deps, 0, [cursor], 1_000_000), false)
    assert.equal(await trimBlock(deps, 0, [cursor], 1), true)
    assert.deepEqual(await faults(), [])
  })

  test('still fits after what everybody has read was removed', async () => {
    const { deps, store, clock, reader, journal, event, faults, rows, names } = await chained()
    const { cursor } = await reader.read(reader.start(), 100)
    assert.equal(await trimBlock(deps, 0, [reader.start()]), false, 'a reader is before it')
    assert.equal(await trimBlock(deps, 0, [cursor]), false, 'it is not old enough')
    clock.pass(3_600_000)
    await store.commit({ checks: [], writes: [journal.row(event('later'))] })
    await extendChain(deps, 0)
    assert.equal(await trimBlock(deps, 0, [cursor]), true)
    assert.equal(await trimBlock(deps, 0, [cursor]), false)
    assert.deepEqual(await names(), ['later'])
    assert.equal((await rows()).length, 1)
    assert.deepEqual(await faults(), [])
  })
})
