import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Table } from '../../src/engine/index.ts'
import { validateIndex } from '../../src/engine/indexes/validate.ts'
import { ApiError } from '../../src/errors/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { inProcess, type Answer, type InProcess } from '../properties/in-process.ts'
import { Turns } from '../simulation/turns.ts'
import { hastyClock } from './hasty-clock.ts'
import { waiting } from './waiting-store.ts'

/**
 * Clients write while indexes are built and deleted; the processes that build them die, and others go
 * on. Every call of a store waits for its turn, so that the seed decides what comes between what.
 */
const runs = Number(process.env['STRONGROOM_TEST_RUNS'] ?? 20)
const writers = 3
const writesPerWriter = 40
const changes = 5
const keys = 60
const TableName = 'built'

const pk = (dice: Dice) => ({ S: `item ${String(dice.below(keys))}` })

/** A value for an attribute that may be a key of an index: of the right type, of another, empty or none. */
function attribute(dice: Dice): object | undefined {
  const choice = dice.below(10)
  if (choice < 5) return { S: dice.pick(['a', 'b', 'c']) }
  if (choice < 7) return { N: String(dice.below(3)) }
  if (choice < 8) return { S: '' }
  return undefined
}

function item(dice: Dice): object {
  const [g, h] = [attribute(dice), attribute(dice)]
  const text = { S: 'x'.repeat(dice.below(50)) }
  return { pk: pk(dice), text, ...(g ? { g } : {}), ...(h ? { h } : {}) }
}

/** Refusals are part of the game: an index key of another type, a second index while one is built. */
async function tolerant(call: Promise<Answer>): Promise<void> {
  await call.catch((error: unknown) => {
    if (!(error instanceof ApiError)) throw error
    const expected = ['ValidationException', 'LimitExceededException', 'ResourceInUseException']
    assert.ok([...expected, 'ResourceNotFoundException'].includes(error.code), error.message)
  })
}

async function write(server: InProcess, dice: Dice): Promise<void> {
  const choice = dice.below(4)
  if (choice < 2) return tolerant(server.call('PutItem', { TableName, Item: item(dice) }))
  if (choice < 3) {
    return tolerant(server.call('DeleteItem', { TableName, Key: { pk: pk(dice) } }))
  }
  return tolerant(
    server.call('UpdateItem', {
      TableName,
      Key: { pk: pk(dice) },
      UpdateExpression: dice.pick([
        'SET g = :v',
        'SET h = :v',
        'SET note = :v',
        'SET h = :v REMOVE g',
      ]),
      ExpressionAttributeValues: { ':v': { S: dice.pick(['a', 'b', 'c']) } },
    }),
  )
}

const definitions = ['g', 'h'].map((name) => ({ AttributeName: name, AttributeType: 'S' }))

function indexChange(dice: Dice): object {
  const IndexName = dice.pick(['by-g', 'by-h', 'by-both'])
  if (dice.chance(0.3)) return { Delete: { IndexName } }
  const names = { 'by-g': ['g'], 'by-h': ['h'], 'by-both': ['g', 'h'] }[IndexName] ?? []
  return {
    Create: {
      IndexName,
      KeySchema: names.map((name, at) => ({
        AttributeName: name,
        KeyType: at === 0 ? 'HASH' : 'RANGE',
      })),
      Projection: dice.pick([
        { ProjectionType: 'ALL' },
        { ProjectionType: 'KEYS_ONLY' },
        { ProjectionType: 'INCLUDE', NonKeyAttributes: ['text'] },
      ]),
    },
  }
}

const settled = (table: Table | undefined): boolean =>
  table?.descriptor.indexes.every(({ state }) => state === undefined) ?? false

async function simulate(seed: number): Promise<number> {
  const dice = new Dice(seed)
  const turns = new Turns(dice)
  const inner = openMemoryStore()
  const calm = inProcess({ store: inner, seed, node: 9, shared: true, background: nowhere })
  await calm.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  })
  for (let at = 0; at < keys; at++) await calm.call('PutItem', { TableName, Item: item(dice) })

  const builders: InProcess[] = []
  const startBuilder = (life: number, node: number): void => {
    const store = waiting(inner, turns, life)
    builders.push(inProcess({ store, seed, node, shared: true, clock: hastyClock }))
  }
  const forward = (job: string): void => {
    for (const builder of builders) builder.engine.background.wake(job)
  }
  // Most that start die; now and then two work at once.
  startBuilder(dice.below(60), 1)
  if (dice.chance(0.5)) startBuilder(dice.below(60), 2)
  const front = inProcess({
    store: waiting(inner, turns, Infinity),
    seed,
    node: 3,
    shared: true,
    background: { runsHere: false, forward },
  })
  const name = { accountId: '000000000000', name: TableName }
  const writer = async (own: Dice): Promise<void> => {
    for (let at = 0; at < writesPerWriter; at++) await write(front, own)
  }
  const changer = async (own: Dice): Promise<void> => {
    for (let at = 0; at < changes; at++) {
      await tolerant(
        front.call('UpdateTable', {
          TableName,
          AttributeDefinitions: definitions,
          GlobalSecondaryIndexUpdates: [indexChange(own)],
        }),
      )
      for (let wait = own.below(30); wait > 0; wait--) await turns.wait()
      if (own.chance(0.5)) startBuilder(own.below(100), 4 + at)
    }
    startBuilder(Infinity, 10)
    while (!settled(await calm.engine.catalog.find(name))) await turns.wait()
  }
  const work = [changer, ...Array.from({ length: writers }, () => writer)]
  await turns.drive(Promise.all(work.map((each) => each(new Dice(dice.seed())))))
  await turns.drive(Promise.all(builders.slice(-1).map(({ engine }) => engine.stop())))

  const table = await calm.engine.catalog.get(name)
  for (const index of table.indexes) {
    assert.deepEqual(await validateIndex(inner, table, index), [], index.name)
  }
  assert.equal(new Set(table.descriptor.indexes.map(({ id }) => id)).size, table.indexes.length)
  return table.indexes.length
}

const nowhere = { runsHere: false, forward: () => undefined }

test('an index that was built while items were written and builders died is as the items say', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`seed ${String(seed)}`)
  const seeds = new Dice(seed)
  let next = seed
  let indexes = 0
  for (let run = 0; run < runs; run++) {
    indexes += await simulate(next).catch((error: unknown) => {
      throw new Error(`the run with STRONGROOM_TEST_SEED=${String(next)}`, { cause: error })
    })
    next = seeds.seed()
  }
  t.diagnostic(`${String(indexes)} indexes compared`)
  assert.ok(indexes > runs / 2, 'most runs end with an index')
})
