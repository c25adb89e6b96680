import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setImmediate as turn } from 'node:timers/promises'
import { limits } from '../../src/base/index.ts'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import { space } from '../../src/engine/rows/spaces.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { inProcess, type InProcess } from '../properties/in-process.ts'
import { refusalOf } from '../properties/writes.ts'

const TableName = 'counted'

/** Counts the reads of ranges of items and index rows: what a walk does. */
function watched(inner: KvStore): { store: KvStore; walks: () => number } {
  let walks = 0
  const store: KvStore = {
    get: (key) => inner.get(key),
    getMany: (keys) => inner.getMany(keys),
    range: (range) => {
      if (range.start[0] === 2 || range.start[0] === 3) walks++
      return inner.range(range)
    },
    snapshot: () => inner.snapshot(),
    commit: (commit) => inner.commit(commit),
    stats: () => inner.stats(),
    close: () => inner.close(),
  }
  return { store, walks: () => walks }
}

async function forget(store: KvStore): Promise<void> {
  const range = { start: Buffer.of(space.statistics), end: Buffer.of(space.statistics + 1) }
  const rows = await store.range({ ...range, limit: 100 })
  await store.commit({ checks: [], writes: rows.map(({ key }) => ({ key, value: undefined })) })
}

async function create(server: InProcess): Promise<void> {
  await server.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'g'].map((name) => ({ AttributeName: name, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-g',
        KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['text'] },
      },
    ],
  })
}

async function sizes(server: InProcess): Promise<number[]> {
  const { Table } = (await server.call('DescribeTable', { TableName })) as {
    Table: Record<string, number> & { GlobalSecondaryIndexes: Record<string, number>[] }
  }
  const [index] = Table.GlobalSecondaryIndexes
  return [
    Table['ItemCount'] ?? -1,
    Table['TableSizeBytes'] ?? -1,
    index?.['ItemCount'] ?? -1,
    index?.['IndexSizeBytes'] ?? -1,
  ]
}

function item(dice: Dice): object {
  const g = dice.chance(0.7) ? { g: { S: dice.pick(['a', 'bb']) } } : {}
  const pk = { S: String(dice.below(30)) }
  return {
    pk,
    ...g,
    text: { S: 'x'.repeat(dice.below(40)) },
    more: { S: 'y'.repeat(dice.below(9)) },
  }
}

async function write(server: InProcess, dice: Dice): Promise<void> {
  const Key = { pk: { S: String(dice.below(30)) } }
  const put = (): object => ({ Put: { TableName, Item: item(dice) } })
  const call = dice.pick([
    () => server.call('PutItem', { TableName, Item: item(dice) }),
    () => server.call('DeleteItem', { TableName, Key }),
    () =>
      server.call('UpdateItem', {
        TableName,
        Key,
        UpdateExpression: 'SET g = :g REMOVE more',
        ExpressionAttributeValues: { ':g': { S: dice.pick(['a', 'ccc']) } },
      }),
    () =>
      server.call('BatchWriteItem', {
        RequestItems: { [TableName]: [{ PutRequest: { Item: item(dice) } }] },
      }),
    () => server.call('TransactWriteItems', { TransactItems: [put(), put()] }),
    () =>
      server.call('PutItem', {
        TableName,
        Item: item(dice),
        ConditionExpression: 'attribute_not_exists(pk)',
      }),
  ])
  await refusalOf(call())
}

test('a count is kept up by what is written, without another walk', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
  const dice = new Dice(seed)
  const { store, walks } = watched(openMemoryStore())
  const server = inProcess({ store, seed })
  await create(server)
  for (let at = 0; at < 20; at++) await write(server, dice)
  let live: number[] = []
  for (let at = 0; at < 300; at++) {
    await write(server, dice)
    live = await sizes(server)
  }
  await server.engine.stop()
  const fresh = inProcess({ store, seed, node: 1 })
  assert.deepEqual(await sizes(fresh), live)
  assert.equal(walks(), 0, 'nothing is walked')
  await fresh.engine.stop()
  // Whoever knows nothing of what was counted has to walk.
  await forget(store)
  const walking = inProcess({ store, seed, node: 2 })
  assert.deepEqual(await sizes(walking), live)
  assert.ok(walks() > 0)
  await walking.engine.stop()
})

test('the count of many writes at once is that of a walk', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
  const dice = new Dice(seed)
  const store = openMemoryStore()
  const server = inProcess({ store, seed })
  await create(server)
  await sizes(server)
  for (let round = 0; round < 20; round++) {
    await Promise.all(Array.from({ length: 20 }, () => write(server, dice)))
    // Asked while others write: that count may not be kept.
    await Promise.all([sizes(server), ...Array.from({ length: 5 }, () => write(server, dice))])
    assert.deepEqual(await sizes(server), await walkedSizes(store, seed))
  }
  await server.engine.stop()
})

test('what other processes write is known a moment later, also of one that was killed', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
  const dice = new Dice(seed)
  const { store, walks } = watched(openMemoryStore())
  const clock = new ManualClock()
  const open = (node: number) => inProcess({ store, seed, node, shared: true, clock })
  const [one, other, killed] = [open(0), open(1), open(2)]
  const settle = async (ms: number): Promise<void> => {
    clock.advance(ms)
    for (let at = 0; at < 50; at++) await turn()
  }
  await create(one)
  for (let round = 0; round < 20; round++) {
    for (const each of [one, other, killed]) {
      await Promise.all([write(each, dice), write(each, dice)])
      if (dice.chance(0.3)) await settle(limits.statisticsFlushMs)
      if (dice.chance(0.1)) {
        await settle(limits.statisticsIdleMs)
        await settle(limits.statisticsIdleMs)
      }
    }
    await settle(limits.statisticsFlushMs)
    const [first, second] = [await sizes(one), await sizes(other)]
    assert.deepEqual(first, second)
    assert.deepEqual(await walkedSizes(store, seed), first)
  }
  assert.equal(walks(), 0, 'nothing is walked')

  await killed.call('PutItem', { TableName, Item: { pk: { S: 'the last of it' } } })
  // No alarm rings: it ends before it can tell.
  clock.pass(limits.statisticsDeadMs + 1)
  const truth = await walkedSizes(store, seed)
  for (let asked = 0; asked < 20; asked++) {
    const first = await driven(clock, sizes(one))
    if (asked === 19) assert.deepEqual(first, truth)
    await settle(60_000)
  }
  assert.ok(walks() > 0)
  const walked = walks()
  assert.deepEqual(await sizes(other), truth)
  assert.equal(walks(), walked, 'it is certain again, for all')
  await Promise.all([one, other].map(({ engine }) => engine.stop()))
})

test('a process that was taken for dead and goes on loses nothing of what it adds', async () => {
  const store = openMemoryStore()
  const clock = new ManualClock()
  const [one, other] = [0, 1].map((node) =>
    inProcess({ store, seed: 1, node, shared: true, clock }),
  )
  assert.ok(one && other)
  await create(one)
  const put = (n: number) =>
    one.call('PutItem', { TableName, Item: { pk: { S: String(n) }, g: { S: 'a' } } })
  await put(1)
  clock.pass(limits.statisticsDeadMs + 1)
  await driven(clock, sizes(other))
  await put(2)
  await put(3)
  await driven(clock, one.engine.statistics.stop())
  for (let at = 0; at < 3; at++) {
    await driven(clock, sizes(other))
    clock.advance(60_000)
  }
  assert.deepEqual(await driven(clock, sizes(other)), await walkedSizes(store, 1))
  assert.deepEqual(await driven(clock, sizes(one)), await walkedSizes(store, 1))
  await Promise.all([one, other].map(({ engine }) => engine.stop()))
})

test('an index that was filled beside what is written is counted once, and then kept up', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
  const dice = new Dice(seed)
  const { store, walks } = watched(openMemoryStore())
  const server = inProcess({ store, seed })
  await create(server)
  for (let at = 0; at < 100; at++) await write(server, dice)
  const before = await sizes(server)
  const update = (GlobalSecondaryIndexUpdates: object[], more: object = {}) =>
    server.call('UpdateTable', { TableName, GlobalSecondaryIndexUpdates, ...more })
  const settled = async (): Promise<void> => {
    for (;;) {
      await write(server, dice)
      await turn()
      const { Table } = await server.call('DescribeTable', { TableName })
      const { GlobalSecondaryIndexes: indexes = [] } = Table as {
        GlobalSecondaryIndexes?: { IndexStatus: string }[]
      }
      if (indexes.every(({ IndexStatus }) => IndexStatus === 'ACTIVE')) return
    }
  }
  await update([{ Delete: { IndexName: 'by-g' } }])
  await settled()
  await update(
    [
      {
        Create: {
          IndexName: 'by-g',
          KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
    { AttributeDefinitions: [{ AttributeName: 'g', AttributeType: 'S' }] },
  )
  await settled()
  assert.deepEqual(await sizes(server), await walkedSizes(store, seed))
  const walked = walks()
  for (let at = 0; at < 20; at++) await write(server, dice)
  const live = await sizes(server)
  assert.equal(walks(), walked, 'nothing is walked again')
  assert.deepEqual(live, await walkedSizes(store, seed))
  assert.notDeepEqual(live, before)
  await server.engine.stop()
})

/** Lets the time go on until a promise is settled. */
async function driven<T>(clock: ManualClock, promise: Promise<T>): Promise<T> {
  const state = { settled: false }
  const done = promise.finally(() => {
    state.settled = true
  })
  while (!state.settled) {
    await turn()
    clock.advance(1)
  }
  return done
}

async function copy(from: KvStore, to: KvStore): Promise<void> {
  const range = { start: Buffer.of(0), end: Buffer.of(255), limit: 100_000 }
  const rows = await from.range(range)
  await to.commit({ checks: [], writes: rows.map(({ key, value }) => ({ key, value })) })
}

/** As a process finds them that nobody told anything. */
async function walkedSizes(store: KvStore, seed: number): Promise<number[]> {
  const copied = openMemoryStore()
  await copy(store, copied)
  await forget(copied)
  const server = inProcess({ store: copied, seed, node: 99 })
  const found = await sizes(server)
  await server.engine.stop()
  return found
}
