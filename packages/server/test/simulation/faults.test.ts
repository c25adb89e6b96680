import assert from 'node:assert/strict'
import { test } from 'node:test'
import { faultyStore, type FaultRates } from '../../src/storage/faulty/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { inProcess } from '../properties/in-process.ts'
import { allPages, checkAll } from '../properties/reads.ts'
import { createInput } from '../properties/schemas.ts'
import { TableModel } from '../reference/tables/model.ts'
import { act, finalRead, Histories, schema } from './clients.ts'
import { isLinearizable } from './linearizable.ts'
import { openInTurn, Turns } from './turns.ts'

/**
 * Clients on two nodes work on a few items of one table, on a store that fails in every way that its
 * contract allows and answers in any order. Afterwards, the history of each item must be that of
 * a register and counter, and the indexes must say what the items say.
 *
 * STRONGROOM_TEST_SEED replays a run; STRONGROOM_TEST_RUNS sets how many there are.
 */
const runs = Number(process.env['STRONGROOM_TEST_RUNS'] ?? 150)
const nodes = 2
const clients = 5
const operationsPerClient = 24
const items = 4

const faults: readonly [FaultRates, ...FaultRates[]] = [
  {},
  { delay: 0.3 },
  { conflict: 0.3, delay: 0.2 },
  { refused: 0.1, readFailure: 0.05 },
  { unknownWritten: 0.05, unknownLost: 0.05, unknownLate: 0.05 },
  {
    conflict: 0.1,
    refused: 0.03,
    unknownWritten: 0.03,
    unknownLost: 0.02,
    unknownLate: 0.04,
    delay: 0.2,
    readFailure: 0.02,
  },
]

async function simulate(seed: number): Promise<void> {
  const dice = new Dice(seed)
  const turns = new Turns(dice)
  const inner = openMemoryStore()
  const calm = inProcess({ store: inner, seed, node: nodes })
  await calm.call('CreateTable', createInput(schema, schema.name))

  const rates = dice.pick(faults)
  const servers = Array.from({ length: nodes }, (_, node) => {
    const options = { seed: dice.seed(), rates, pause: () => turns.wait() }
    const store = faultyStore(openInTurn(inner, turns), options)
    return inProcess({ store, seed, node, shared: true })
  })
  const histories = new Histories()
  const client = async (number: number): Promise<void> => {
    const server = servers[number % nodes]
    assert.ok(server)
    const own = new Dice(dice.seed())
    for (let at = 0; at < operationsPerClient; at++) await act(server, histories, items, own)
  }
  await turns.drive(Promise.all(Array.from({ length: clients }, (_, number) => client(number))))

  // Every late write has been done by now, so this is what has become of the items.
  for (let item = 0; item < items; item++) {
    await finalRead(calm, histories, item)
    const history = histories.of(item)
    assert.ok(isLinearizable(history), `item ${String(item)}: ${JSON.stringify(history)}`)
  }
  const model = new TableModel(schema)
  const { items: stored } = await allPages(calm, 'Scan', { TableName: schema.name })
  for (const item of stored) model.put(item)
  await checkAll(calm, model)
}

test('items stay linearizable and indexes true, whatever the store does', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`seed ${String(seed)}`)
  const seeds = new Dice(seed)
  let next = seed
  for (let run = 0; run < runs; run++) {
    await simulate(next).catch((error: unknown) => {
      throw new Error(`the run with STRONGROOM_TEST_SEED=${String(next)}`, { cause: error })
    })
    next = seeds.seed()
  }
})
