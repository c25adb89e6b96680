import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Clock } from '../../src/base/index.ts'
import { validateExpiry, validateIndex } from '../../src/engine/indexes/validate.ts'
import { openRow } from '../../src/engine/tables/table-rows.ts'
import { ApiError } from '../../src/errors/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { hastyClock } from '../indexes/hasty-clock.ts'
import { waiting } from '../indexes/waiting-store.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { inProcess, type InProcess } from '../properties/in-process.ts'
import { Turns } from '../simulation/turns.ts'

/**
 * Clients put items' expiry off, bring it forward and take it away while time passes, sweepers delete
 * what has expired, and most sweepers die. The seed decides what comes between what.
 */
const runs = Number(process.env['STRONGROOM_TEST_RUNS'] ?? 8)
const writers = 3
const writesPerWriter = 60
const keys = 80
const start = 1_800_000_000
const TableName = 'swept'
const name = { accountId: '000000000000', name: TableName }
const nowhere = { runsHere: false, forward: () => undefined }

function exp(dice: Dice, now: number): object {
  const choice = dice.below(10)
  if (choice < 7) return { exp: { N: String(now - 3 + dice.below(8)) } }
  if (choice < 8) return { exp: { S: String(now) } }
  return {}
}

async function write(server: InProcess, dice: Dice, now: number): Promise<void> {
  const pk = { S: `item ${String(dice.below(keys))}` }
  const g = { S: dice.pick(['a', 'b']) }
  const call = dice.chance(0.6)
    ? server.call('PutItem', { TableName, Item: { pk, g, ...exp(dice, now) } })
    : server.call('UpdateItem', {
        TableName,
        Key: { pk },
        UpdateExpression: 'SET exp = :v',
        ExpressionAttributeValues: { ':v': { N: String(now + dice.below(6)) } },
      })
  await call.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error
  })
}

async function simulate(seed: number): Promise<number> {
  const dice = new Dice(seed)
  const turns = new Turns(dice)
  const inner = openMemoryStore()
  let now = start
  const clock: Clock = { ...hastyClock, now: () => 1000 * now }
  const calm = inProcess({ store: inner, seed, node: 9, shared: true, clock, background: nowhere })
  await calm.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'g'].map((each) => ({ AttributeName: each, AttributeType: 'S' })),
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-g',
        KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
  for (let at = 0; at < 40; at++) await write(calm, dice, now)
  const table = await calm.engine.catalog.get(name)

  let deleted = 0
  /** Asserts of each item that a sweeper deletes that it has expired. */
  const judged: KvStore = {
    ...waiting(inner, turns, Infinity),
    async commit(commit) {
      await turns.wait()
      const gone = commit.writes.filter(
        ({ key, value }) => value === undefined && key.subarray(0, 5).equals(table.prefix),
      )
      const before = await inner.getMany(gone.map(({ key }) => key))
      const result = await inner.commit(commit)
      if (result.outcome === 'committed') {
        for (const entry of before) {
          if (entry === undefined) continue
          const value = openRow(table, entry.key, entry.value).item['exp']
          assert.ok(value && 'N' in value && Number(value.N) < now, JSON.stringify(value))
          deleted++
        }
      }
      await turns.wait()
      return result
    },
  }
  const sweepers: InProcess[] = []
  const startSweeper = (life: number, node: number): void => {
    const store = life === Infinity ? judged : mortal(judged, life)
    sweepers.push(inProcess({ store, seed, node, shared: true, clock }))
  }
  startSweeper(dice.below(80), 1)
  if (dice.chance(0.5)) startSweeper(dice.below(80), 2)
  const forward = (job: string): void => {
    for (const { engine } of sweepers) engine.background.wake(job)
  }
  const front = inProcess({
    store: waiting(inner, turns, Infinity),
    seed,
    node: 3,
    shared: true,
    clock,
    background: { runsHere: false, forward },
  })
  const writer = async (own: Dice): Promise<void> => {
    for (let at = 0; at < writesPerWriter; at++) {
      await write(front, own, now)
      if (own.chance(0.05)) now++
    }
  }
  const director = async (own: Dice): Promise<void> => {
    await front.call('UpdateTimeToLive', {
      TableName,
      TimeToLiveSpecification: { Enabled: true, AttributeName: 'exp' },
    })
    for (let at = 0; at < 3; at++) {
      for (let wait = own.below(60); wait > 0; wait--) await turns.wait()
      startSweeper(own.below(120), 4 + at)
    }
    startSweeper(Infinity, 10)
  }
  const work = [director, ...Array.from({ length: writers }, () => writer)]
  await turns.drive(Promise.all(work.map((each) => each(new Dice(dice.seed())))))
  // What is expired now goes, without anybody's doing; what is not, stays.
  const expired = async (): Promise<boolean> => {
    const { Items } = await calm.call('Scan', { TableName })
    return (Items as { exp?: { N?: string } }[]).some((item) => Number(item.exp?.N) < now)
  }
  const settle = async (): Promise<void> => {
    while (await expired()) await turns.wait()
    await sweepers.at(-1)?.engine.stop()
  }
  await turns.drive(settle())

  const after = await calm.engine.catalog.get(name)
  assert.ok(after.expiry && after.indexes[0])
  assert.equal(after.expiry.state, undefined)
  assert.deepEqual(await validateExpiry(inner, after, after.expiry), [])
  assert.deepEqual(await validateIndex(inner, after, after.indexes[0]), [])
  return deleted
}

/** After so many calls, none is answered any more. */
function mortal(store: KvStore, life: number): KvStore {
  let calls = 0
  const alive = <T>(call: () => Promise<T>): Promise<T> =>
    calls++ < life ? call() : new Promise(() => undefined)
  return {
    get: (key) => alive(() => store.get(key)),
    getMany: (keys) => alive(() => store.getMany(keys)),
    range: (range) => alive(() => store.range(range)),
    snapshot: () => alive(() => store.snapshot()),
    commit: (commit) => alive(() => store.commit(commit)),
    stats: () => store.stats(),
    close: () => store.close(),
  }
}

test('a sweep deletes what has expired and nothing else, whatever is written meanwhile', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`seed ${String(seed)}`)
  const seeds = new Dice(seed)
  let next = seed
  let deleted = 0
  for (let run = 0; run < runs; run++) {
    deleted += await simulate(next).catch((error: unknown) => {
      throw new Error(`the run with STRONGROOM_TEST_SEED=${String(next)}`, { cause: error })
    })
    next = seeds.seed()
  }
  t.diagnostic(`${String(deleted)} items expired`)
  assert.ok(deleted > 10 * runs)
})
