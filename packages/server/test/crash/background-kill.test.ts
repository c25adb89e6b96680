import assert from 'node:assert/strict'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as passed } from 'node:timers/promises'
import { Dice, seedOfRun } from '../properties/dice.ts'
import type { WireClient } from '../robustness/wire-client.ts'
import { startServerProcess, type ServerProcess } from './server-process.ts'

const TableName = 'derived'
const items = 1500
const kills = 4
const perBatch = 25

type Stored = Record<string, { S?: string; N?: string }>

async function fill(client: WireClient): Promise<void> {
  const now = Math.floor(Date.now() / 1000)
  for (let at = 0; at < items; at += perBatch) {
    const requests = Array.from({ length: perBatch }, (_, more) => {
      const number = at + more
      const expires = number % 2 === 0 ? now - 1000 : now + 100_000
      const Item = {
        pk: { S: String(number) },
        g: number % 10 === 0 ? { N: '1' } : { S: `group ${String(number % 7)}` },
        exp: { N: String(expires) },
      }
      return { PutRequest: { Item } }
    })
    await client.call('BatchWriteItem', { RequestItems: { [TableName]: requests } })
  }
}

async function scan(client: WireClient, IndexName?: string): Promise<Stored[]> {
  const found: Stored[] = []
  let start: unknown
  do {
    const page = await client.call('Scan', {
      TableName,
      ...(IndexName === undefined ? {} : { IndexName }),
      ...(start === undefined ? {} : { ExclusiveStartKey: start }),
    })
    found.push(...(page['Items'] as Stored[]))
    start = page['LastEvaluatedKey']
  } while (start !== undefined)
  return found.sort((a, b) => Number(a['pk']?.S) - Number(b['pk']?.S))
}

async function until(fact: () => Promise<boolean>): Promise<void> {
  while (!(await fact())) await passed(20)
}

/** The state of the index, and of the expiry. */
async function states(client: WireClient): Promise<[index: unknown, expiry: unknown]> {
  const { Table } = await client.call('DescribeTable', { TableName })
  const [index] = ((Table as Record<string, unknown>)['GlobalSecondaryIndexes'] ?? []) as Record<
    string,
    unknown
  >[]
  const { TimeToLiveDescription } = await client.call('DescribeTimeToLive', { TableName })
  return [
    index?.['IndexStatus'],
    (TimeToLiveDescription as Record<string, unknown>)['TimeToLiveStatus'],
  ]
}

test('an index and expiry that are built while the server is killed over and over come out whole', async (t) => {
  const seed = seedOfRun()
  t.diagnostic(`STRONGROOM_TEST_SEED=${String(seed)}`)
  const dice = new Dice(seed)
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-background-'))
  let running: ServerProcess | undefined
  t.after(async () => {
    await running?.end('SIGKILL')
    await rm(directory, { recursive: true, force: true, maxRetries: 5 })
  })
  running = await startServerProcess({ directory })
  let client = running.client()
  await client.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  })
  await fill(client)
  await client.call('UpdateTable', {
    TableName,
    AttributeDefinitions: [{ AttributeName: 'g', AttributeType: 'S' }],
    GlobalSecondaryIndexUpdates: [
      {
        Create: {
          IndexName: 'later',
          KeySchema: [{ AttributeName: 'g', KeyType: 'HASH' }],
          Projection: { ProjectionType: 'ALL' },
        },
      },
    ],
  })
  await client.call('UpdateTimeToLive', {
    TableName,
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'exp' },
  })
  let midway = 0
  for (let kill = 0; kill < kills; kill++) {
    await passed(dice.below(150))
    const [index, expiry] = await states(client)
    const left = (await scan(client)).length
    if (index !== 'ACTIVE' || expiry !== 'ENABLED' || left > items / 2) midway++
    client.close()
    await running.end('SIGKILL')
    running = await startServerProcess({ directory })
    client = running.client()
  }
  t.diagnostic(`${String(midway)} of ${String(kills)} kills came before the end of the work`)
  assert.ok(midway > 0)
  await until(async () => String(await states(client)) === 'ACTIVE,ENABLED')
  await until(async () => (await scan(client)).length <= items / 2)

  const all = await scan(client)
  assert.deepEqual(
    all.map((item) => item['pk']?.S),
    Array.from({ length: items / 2 }, (_, half) => String(2 * half + 1)),
    'just what has expired is gone',
  )
  assert.deepEqual(
    await scan(client, 'later'),
    all.filter((item) => item['g']?.S !== undefined),
  )
  client.close()
  assert.equal(await running.end('SIGTERM'), 0)
})
