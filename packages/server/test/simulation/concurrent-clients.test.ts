import { test, type TestContext } from 'node:test'
import { faultyStore, type FaultRates } from '../../src/storage/faulty/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { inProcess, type Callable } from '../properties/in-process.ts'
import { allPages, checkAll } from '../properties/reads.ts'
import { createInput } from '../properties/schemas.ts'
import { TableModel } from '../reference/tables/model.ts'
import { Bank } from './bank.ts'
import { act, finalRead, Histories, schema } from './clients.ts'
import { isLinearizable } from './linearizable.ts'
import { openInTurn, Turns } from './turns.ts'
import { registers, Registers } from './registers.ts'

/**
 * Many clients at once on two nodes and one store that fails in every way that its contract allows:
 * single items stay linearizable, transactions isolated. STRONGROOM_TEST_SEED replays a run;
 * STRONGROOM_TEST_ROUNDS multiplies how many there are.
 */
const rounds = Number(process.env['STRONGROOM_TEST_ROUNDS'] ?? 1)
const nodes = 2

const faults: readonly [FaultRates, ...FaultRates[]] = [
  { delay: 0.2 },
  { conflict: 0.05, refused: 0.03, delay: 0.2 },
  {
    conflict: 0.03,
    refused: 0.02,
    unknownWritten: 0.03,
    unknownLost: 0.02,
    unknownLate: 0.03,
    delay: 0.2,
    readFailure: 0.01,
  },
]

interface Story {
  readonly clients: number
  readonly operations: number
  open?(calm: Callable): Promise<void>
  act(server: Callable, dice: Dice): Promise<void>
  check(calm: Callable): Promise<void> | void
}

async function tell(seed: number, makeStory: () => Story): Promise<void> {
  const dice = new Dice(seed)
  const turns = new Turns(dice)
  const store = openMemoryStore()
  const calm = inProcess({ store, seed, node: nodes })
  await calm.call('CreateTable', createInput(schema, schema.name))
  const rates = dice.pick(faults)
  const servers = Array.from({ length: nodes }, (_, node) => {
    const options = { seed: dice.seed(), rates, pause: () => turns.wait() }
    return inProcess({
      store: faultyStore(openInTurn(store, turns), options),
      seed,
      node,
      shared: true,
    })
  })
  const story = makeStory()
  await story.open?.(calm)
  const client = async (number: number): Promise<void> => {
    const server = servers[number % nodes]
    const own = new Dice(dice.seed())
    for (let at = 0; server !== undefined && at < story.operations; at++)
      await story.act(server, own)
  }
  const work = Array.from({ length: story.clients }, (_, number) => client(number))
  await turns.drive(Promise.all(work))
  await story.check(calm)
  const model = new TableModel(schema)
  const { items } = await allPages(calm, 'Scan', { TableName: schema.name })
  for (const item of items) model.put(item)
  await checkAll(calm, model)
}

/** Runs with seeds of their own, the first with that of the whole. */
async function tellAll(t: TestContext, runs: number, makeStory: () => Story): Promise<void> {
  const seed = seedOfRun()
  t.diagnostic(`seed ${String(seed)}`)
  const seeds = new Dice(seed)
  let next = seed
  for (let run = 0; run < runs * rounds; run++) {
    await tell(next, makeStory).catch((cause: unknown) => {
      throw new Error(`the run with STRONGROOM_TEST_SEED=${String(next)}`, { cause })
    })
    next = seeds.seed()
  }
}

test('each item is linearizable under 32 clients', async (t) => {
  const items = 16
  await tellAll(t, 6, () => {
    const histories = new Histories()
    return {
      clients: 32,
      operations: 16,
      act: (server, dice) => act(server, histories, items, dice),
      async check(calm) {
        for (let item = 0; item < items; item++) {
          await finalRead(calm, histories, item)
          const history = histories.of(item)
          if (isLinearizable(history)) continue
          throw new Error(`item ${String(item)}: ${JSON.stringify(history)}`)
        }
      },
    }
  })
})

test('transactions of 32 clients are seen whole, and skew nothing', async (t) => {
  const done: Record<string, number> = {}
  await tellAll(t, 6, () => {
    const bank = new Bank()
    return {
      clients: 32,
      operations: 16,
      open: (calm) => bank.open(calm),
      act: (server, dice) => bank.act(server, dice),
      async check(calm) {
        await bank.check(calm)
        for (const [what, times] of Object.entries(bank.done))
          done[what] = (done[what] ?? 0) + times
      },
    }
  })
  t.diagnostic(JSON.stringify(done))
})

test('transactions happen one after the other, each between its call and its answer', async (t) => {
  await tellAll(t, 60, () => {
    const story = new Registers()
    return {
      clients: 6,
      operations: 10,
      act: (server, dice) => story.act(server, dice),
      async check(calm) {
        await story.read(
          calm,
          Array.from({ length: registers }, (_, at) => at),
        )
        story.check()
      },
    }
  })
})
