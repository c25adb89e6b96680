import assert from 'node:assert/strict'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as passed } from 'node:timers/promises'
import { Dice } from '../properties/dice.ts'
import { createInput } from '../properties/schemas.ts'
import { TableModel, type Item } from '../reference/tables/model.ts'
import { sameRows } from '../properties/reads.ts'
import { WireError, type WireClient } from '../robustness/wire-client.ts'
import { Ledger } from './ledger.ts'
import { StreamCheck } from './stream-check.ts'
import { spawnServer, startServerProcess, type ServerProcess } from './server-process.ts'
import { TableChurn } from './table-churn.ts'
import { keyOf, schema, Writer } from './writers.ts'

const writers = 8

export interface CrashReport {
  readonly kills: number
  readonly acknowledged: number
  readonly items: number
  /** Records that the stream gave, over all lives of the server. */
  readonly records: number
  /** Milliseconds from the start of the process until it listens, of all starts on existing data. */
  readonly starts: readonly number[]
}

export interface CrashOptions {
  readonly kills: number
  readonly seed: number
  readonly args?: readonly string[]
  readonly onKill?: (kill: number) => void
}

/**
 * Kills a server under load, starts it on what is left and compares that with what its clients were
 * told; over and over on the same data. The seed repeats what is written and after how many answers
 * the kill comes; where in the server it strikes is the machine's choice.
 */
export async function crashRun({ kills, seed, args, onKill }: CrashOptions): Promise<CrashReport> {
  const dice = new Dice(seed)
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-kill-'))
  const ledger = new Ledger()
  const churn = new TableChurn()
  const stream = new StreamCheck()
  const clients = Array.from(
    { length: writers },
    (_, number) => new Writer(number, ledger, new Dice(dice.seed())),
  )
  const options = { directory, ...(args === undefined ? {} : { args }) }
  const starts: number[] = []
  let running: ServerProcess | undefined
  let items = 0
  try {
    for (let kill = 0; kill < kills; kill++) {
      running = await startServerProcess(options)
      if (kill > 0) starts.push(running.startedWithin)
      const client = running.client()
      items = await check(client, ledger, churn, stream)

      const enough = ledger.acknowledged + 10 + dice.below(500)
      const work = Promise.all([...clients, churn].map((each) => each.run(client)))
      const stopped = work.then(() => {
        throw new Error(`the server ended by itself: ${running?.output() ?? ''}`)
      })
      await Promise.race([stopped, reached(() => ledger.acknowledged >= enough)])
      stopped.catch(() => undefined)
      await running.end('SIGKILL')
      await work
      client.close()
      if (dice.chance(0.2)) await killAtStart(options, dice)
      onKill?.(kill + 1)
    }
    running = await startServerProcess(options)
    starts.push(running.startedWithin)
    const client = running.client()
    items = await check(client, ledger, churn, stream)
    client.close()
    assert.equal(await running.end('SIGTERM'), 0)
    const { records } = stream
    return { kills, acknowledged: ledger.acknowledged, items, records, starts }
  } finally {
    await running?.end('SIGKILL')
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  }
}

/** Ends a server somewhere in its start: in the recovery of the store, or just after. */
async function killAtStart(options: { directory: string }, dice: Dice): Promise<void> {
  const child = spawnServer(options)
  const ended = once(child, 'close')
  await passed(dice.below(600))
  child.kill('SIGKILL')
  await ended
}

async function reached(fact: () => boolean): Promise<void> {
  while (!fact()) await passed(1)
}

/** Compares all that the server holds with the ledger, and every index and the stream with the items. */
async function check(
  client: WireClient,
  ledger: Ledger,
  churn: TableChurn,
  stream: StreamCheck,
): Promise<number> {
  const create = {
    ...createInput(schema, schema.name),
    StreamSpecification: { StreamEnabled: true, StreamViewType: 'NEW_AND_OLD_IMAGES' },
  }
  await client.call('CreateTable', create).catch((error: unknown) => {
    if (!(error instanceof WireError && error.reply.code === 'ResourceInUseException')) throw error
  })
  await churn.check(client)
  const model = new TableModel(schema)
  const items = await scan(client, undefined)
  for (const item of items) model.put(item)
  assert.equal(model.items.length, items.length, 'no item is there twice')
  const stored = new Map(items.map((item) => [keyOf(item), item]))
  ledger.check(stored)
  await stream.check(client, stored)
  for (const index of schema.indexes) {
    sameRows(await scan(client, index.name), model.rows(index))
  }
  return items.length
}

async function scan(client: WireClient, index: string | undefined): Promise<Item[]> {
  const found: Item[] = []
  let start: unknown
  do {
    const page = await client.call('Scan', {
      TableName: schema.name,
      ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    })
    found.push(...(page['Items'] as Item[]))
    start = page['LastEvaluatedKey']
  } while (start !== undefined)
  return found
}

export function describe({ kills, acknowledged, items, records, starts }: CrashReport): string {
  const sorted = [...starts].sort((a, b) => a - b)
  const at = (part: number): string =>
    String(Math.round(sorted[Math.floor(part * (sorted.length - 1))] ?? 0))
  return `${String(kills)} kills, ${String(acknowledged)} acknowledged writes, ${String(items)} items at the end, ${String(records)} stream records; starts took ${at(0)}, ${at(0.5)}, ${at(1)} ms (least, median, most)`
}
