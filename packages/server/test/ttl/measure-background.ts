/**
 * Measures what background work costs: the time of requests with and without an index build, and how
 * long after its time an item is gone at a thousand expiries a second. Prints; asserts nothing.
 *
 *     node packages/server/dist/test/ttl/measure-background.js [items] [seconds of expiry]
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as passed } from 'node:timers/promises'
import { startServerProcess } from '../crash/server-process.ts'
import type { WireClient } from '../robustness/wire-client.ts'

const items = Number(process.argv[2] ?? 20_000)
const seconds = Number(process.argv[3] ?? 20)
const perSecond = 1000
const clients = 4
const TableName = 'measured'

async function put(client: WireClient, from: number, count: number, more: object): Promise<void> {
  const requests = Array.from({ length: count }, (_, at) => ({
    PutRequest: {
      Item: {
        pk: { S: String(from + at) },
        g: { S: `group ${String((from + at) % 100)}` },
        text: { S: 'x'.repeat(500) },
        ...more,
      },
    },
  }))
  await client.call('BatchWriteItem', { RequestItems: { [TableName]: requests } })
}

/** Reads and writes until told to end; gives the milliseconds of each. */
async function load(
  client: WireClient,
  goesOn: () => boolean | Promise<boolean>,
): Promise<number[]> {
  const times: number[] = []
  const one = async (): Promise<void> => {
    while (await goesOn()) {
      const key = { pk: { S: String(Math.floor(Math.random() * items)) } }
      const begun = performance.now()
      await client.call('GetItem', { TableName, Key: key })
      await client.call('UpdateItem', {
        TableName,
        Key: key,
        UpdateExpression: 'SET note = :o',
        ExpressionAttributeValues: { ':o': { N: '1' } },
      })
      times.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: clients }, one))
  return times.sort((a, b) => a - b)
}

function describe(what: string, times: readonly number[]): void {
  const at = (part: number): string =>
    (times[Math.floor(part * (times.length - 1))] ?? 0).toFixed(1)
  console.log(
    `${what}: ${String(times.length)} pairs of a read and a write, ms: p50 ${at(0.5)}, p99 ${at(0.99)}, longest ${at(1)}`,
  )
}

async function indexStatus(client: WireClient): Promise<unknown> {
  const { Table } = await client.call('DescribeTable', { TableName })
  const indexes = (Table as { GlobalSecondaryIndexes?: { IndexStatus: string }[] })
    .GlobalSecondaryIndexes
  return indexes?.[0]?.IndexStatus
}

async function measureBuild(client: WireClient): Promise<void> {
  for (let at = 0; at < items; at += 25) await put(client, at, 25, {})
  const end = performance.now() + 8000
  describe('without a build', await load(client, () => performance.now() < end))
  const begun = performance.now()
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
  let active = false
  const watch = (async () => {
    while ((await indexStatus(client)) !== 'ACTIVE') await passed(100)
    active = true
  })()
  describe('during a build', await load(client, () => !active))
  await watch
  console.log(
    `the build of ${String(items)} items took ${((performance.now() - begun) / 1000).toFixed(1)} s`,
  )
}

async function measureExpiry(client: WireClient): Promise<void> {
  await client.call('UpdateTimeToLive', {
    TableName,
    TimeToLiveSpecification: { Enabled: true, AttributeName: 'exp' },
  })
  const first = Math.floor(Date.now() / 1000) + 60
  const from = 10_000_000
  for (let second = 0; second < seconds; second++) {
    const exp = { exp: { N: String(first + second) } }
    for (let at = 0; at < perSecond; at += 25) {
      await put(client, from + second * perSecond + at, 25, exp)
    }
  }
  const spare = first - Math.floor(Date.now() / 1000)
  console.log(`${String(seconds * perSecond)} items will expire, the first in ${String(spare)} s`)
  let worst = 0
  for (let second = 0; second < seconds; second++) {
    const last = { pk: { S: String(from + (second + 1) * perSecond - 1) } }
    const due = 1000 * (first + second)
    while (Date.now() < due) await passed(100)
    const gone = async (): Promise<boolean> =>
      (await client.call('GetItem', { TableName, Key: last }))['Item'] === undefined
    while (!(await gone())) await passed(50)
    worst = Math.max(worst, Date.now() - due)
  }
  console.log(
    `at ${String(perSecond)} expiries a second, the last was gone ${String(worst)} ms late at most`,
  )
}

const directory = await mkdtemp(join(tmpdir(), 'strongroom-measure-'))
const server = await startServerProcess({ directory })
try {
  const client = server.client()
  await client.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
    KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
  })
  await measureBuild(client)
  await measureExpiry(client)
  client.close()
} finally {
  await server.end('SIGTERM')
  await rm(directory, { recursive: true, force: true })
}
