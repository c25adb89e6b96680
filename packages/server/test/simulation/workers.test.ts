import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { atEnd } from '../at-end.ts'
import { rootCredentials, startServerProcess } from '../crash/server-process.ts'
import { Dice, seedOfRun } from '../properties/dice.ts'
import { allPages, checkAll } from '../properties/reads.ts'
import { createInput } from '../properties/schemas.ts'
import { TableModel } from '../reference/tables/model.ts'
import { WireClient } from '../robustness/wire-client.ts'
import { Bank } from './bank.ts'
import { act, finalRead, Histories, schema } from './clients.ts'
import { isLinearizable } from './linearizable.ts'

const clients = 32
const operations = Number(process.env['STRONGROOM_TEST_OPERATIONS'] ?? 40)
const items = 16

/** Ids of the worker processes. */
async function workersOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${String(pid)}/task/${String(pid)}/children`, 'latin1')
  return text.trim().split(' ').filter(Boolean).map(Number)
}

test(
  '32 clients of two workers see linearizable items and isolated transactions, though a worker dies',
  { skip: process.platform === 'linux' ? false : 'finds the workers in /proc' },
  async (t) => {
    const seed = seedOfRun()
    t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
    const dice = new Dice(seed)
    const directory = await mkdtemp(join(tmpdir(), 'strongroom-workers-'))
    atEnd(t, () => rm(directory, { recursive: true, force: true, maxRetries: 5 }))
    const server = await startServerProcess({ directory, args: ['--workers', '2'] })
    atEnd(t, () => server.end('SIGKILL'))
    const options = { endpoint: server.httpEndpoint, credentials: rootCredentials }
    // A connection belongs to one worker; one that was being handed to a worker that dies stays open
    // without an answer, since Node's cluster module keeps it.
    const connections = Array.from(
      { length: clients },
      () => new WireClient({ ...options, patienceMs: 60_000 }),
    )
    const [calm] = connections
    assert.ok(calm)
    await calm.call('CreateTable', createInput(schema, schema.name))
    const bank = new Bank()
    await bank.open(calm)
    const histories = new Histories()

    let done = 0
    const work = connections.map(async (client) => {
      const own = new Dice(dice.seed())
      for (let at = 0; at < operations; at++) {
        if (own.chance(0.5)) await act(client, histories, items, own)
        else await bank.act(client, own)
        done += 1
        if (done !== Math.floor((clients * operations) / 2)) continue
        const [victim] = await workersOf(server.child.pid ?? 0)
        if (victim !== undefined) process.kill(victim, 'SIGKILL')
      }
    })
    await Promise.all(work)

    await bank.check(calm)
    for (let item = 0; item < items; item++) {
      await finalRead(calm, histories, item)
      const history = histories.of(item)
      assert.ok(isLinearizable(history), `item ${String(item)}: ${JSON.stringify(history)}`)
    }
    const model = new TableModel(schema)
    const { items: stored } = await allPages(calm, 'Scan', { TableName: schema.name })
    for (const item of stored) model.put(item)
    await checkAll(calm, model)
    t.diagnostic(JSON.stringify(bank.done))
    for (const client of connections) client.close()
    assert.equal(await server.end('SIGTERM'), 0)
  },
)
