import { test } from 'node:test'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { TableModel } from '../reference/tables/model.ts'
import { ChangeCheck } from './changes.ts'
import { Dice, seedOfRun } from './dice.ts'
import { inProcess, type InProcess } from './in-process.ts'
import { checkAll, checkQuery, checkScan, checkSizes } from './reads.ts'
import { createInput, schemas } from './schemas.ts'
import {
  checkBatchGet,
  checkBatchWrite,
  checkDelete,
  checkGet,
  checkPut,
  checkUpdate,
} from './writes.ts'

/**
 * Random operations on small tables, each answer, its cost, what the stream tells of it and what the table
 * then counts compared with a model. A run has a seed and tables of its own, so that a failure is replayed by
 * STRONGROOM_TEST_SEED alone.
 * STRONGROOM_TEST_OPERATIONS sets how many requests there are at least.
 */
const operations = Number(process.env['STRONGROOM_TEST_OPERATIONS'] ?? 200_000)
const operationsPerRun = 1000

/** Often enough to find where it went wrong, seldom enough to leave time for the rest. */
const operationsPerCheck = 100

const steps = [
  ...repeated(5, checkPut),
  ...repeated(5, checkUpdate),
  ...repeated(2, checkDelete),
  ...repeated(2, checkBatchWrite),
  ...repeated(1, checkGet),
  ...repeated(1, checkBatchGet),
  ...repeated(6, checkQuery),
  ...repeated(1, checkScan),
  ...repeated(1, checkSizes),
]

function repeated<T>(times: number, step: T): T[] {
  return Array.from({ length: times }, () => step)
}

/** Gives the number of requests, which pages and complete checks make more than the operations. */
async function run(seed: number): Promise<number> {
  const dice = new Dice(seed)
  const schema = dice.pick(schemas)
  const store = openMemoryStore()
  let requests = 0
  const { engine, call } = inProcess({ store, seed })
  const server: InProcess = {
    engine,
    call(operation, input) {
      requests += 1
      return call(operation, input)
    },
  }
  const model = new TableModel(schema)
  const { TableDescription } = await server.call('CreateTable', {
    ...createInput(schema, schema.name),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  })
  const { LatestStreamArn } = TableDescription as { LatestStreamArn: string }
  const stream = new ChangeCheck(server, model, LatestStreamArn)
  for (let at = 0; at < operationsPerRun; at++) {
    const step = dice.any(steps) ?? checkPut
    try {
      await step(server, model, dice)
      if (at % operationsPerCheck === 0) {
        await checkAll(server, model)
        await checkSizes(server, model)
        await stream.check()
      }
    } catch (error) {
      const where = `${step.name}, operation ${String(at)} of the run with STRONGROOM_TEST_SEED=${String(seed)}`
      throw new Error(where, { cause: error })
    }
  }
  await checkAll(server, model)
  await checkSizes(server, model)
  await stream.check()
  await server.engine.stop()
  await store.close()
  return requests
}

test('every answer is that of the model', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`seed ${String(seed)}`)
  // The first run has the seed itself, so that the seed of a failed run replays it.
  const seeds = new Dice(seed)
  let requests = 0
  for (let next = seed; requests < operations; next = seeds.seed()) requests += await run(next)
  t.diagnostic(`${String(requests)} requests`)
})
