import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import {
  EventHistory,
  HistoryRows,
  indexJob,
  type Attribute,
  type HistoryRecord,
  type HistorySource,
} from '../../src/audit/lookup/index.ts'
import { Secret, silentLogger, systemClock, systemRandom } from '../../src/base/index.ts'
import { createSealer } from '../../src/engine/index.ts'
import type { KvStore } from '../../src/storage/kv.ts'
import { openSqliteStore } from '../../src/storage/sqlite/index.ts'

const account = '111122223333'
const names = ['CreateTable', 'DescribeTable', 'UpdateTable', 'AssumeRole', 'Decrypt', 'ListTables']
/** Spread over the 90 days of the history, the newest now. */
const spreadMs = 89 * 86_400_000

export interface HistoryRun {
  readonly events: number
  readonly bytesPerEvent: number
  readonly addedPerSecond: number
  /** Milliseconds for a page of 50, by what was asked; the slowest of all rounds too. */
  readonly pages: readonly {
    readonly asked: string
    readonly found: number
    readonly p50: number
    readonly p99: number
    /** The first, when nothing was asked before. */
    readonly first: number
    readonly slowest: number
  }[]
}

function eventIdOf(number: number): string {
  return `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`
}

/** An event as the log of a busy account holds it: a thousand users, a hundred tables. */
function event(number: number, of: number, now: number): HistoryRecord & { at: number } {
  const at = now - Math.round(spreadMs * (1 - number / of))
  const user = `user-${String(number % 1000)}`
  const eventName = names[number % names.length] ?? ''
  const table = `table-${String(number % 100)}`
  return {
    at,
    ...({
      eventVersion: '1.11',
      awsRegion: 'us-east-1',
      sourceIPAddress: '10.0.0.1',
      userAgent: 'aws-sdk-js/3.1137.0 ua/2.1 os/linux#6.8 lang/js md/nodejs#20.15.0 api/dynamodb',
      requestParameters: { tableName: table },
      responseElements: null,
      requestID: systemRandom.bytes(26).toString('hex'),
      eventType: 'AwsApiCall',
      apiVersion: '2012-08-10',
      managementEvent: true,
      tlsDetails: { tlsVersion: 'TLSv1.3', cipherSuite: 'TLS_AES_256_GCM_SHA384' },
    } as object),
    userIdentity: {
      type: 'IAMUser',
      principalId: `AIDA${user}`,
      arn: `arn:aws:iam::${account}:user/${user}`,
      userName: user,
      accessKeyId: `AKIA${user}`,
    },
    eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    eventSource: 'dynamodb.amazonaws.com',
    eventName,
    eventID: eventIdOf(number),
    readOnly: eventName.startsWith('D') || eventName.startsWith('L'),
    eventCategory: 'Management',
    recipientAccountId: account,
    resources: [
      {
        type: 'AWS::DynamoDB::Table',
        ARN: `arn:aws:dynamodb:us-east-1:${account}:table/${table}`,
      },
    ],
  }
}

function madeUp(count: number, now: number): HistorySource {
  return {
    start: () => ['0'],
    read([after], limit) {
      const begin = Number(after)
      const length = Math.min(limit, count - begin)
      const events = Array.from({ length }, (_, index) => {
        const { at, ...record } = event(begin + index, count, now)
        return { at, record, delivered: true }
      })
      const end = begin + length
      return Promise.resolve({ events, cursor: [String(end)], more: end < count })
    },
  }
}

/** What of a history is not in its store: it may be made by one process and measured by another. */
interface Kept {
  readonly events: number
  readonly key: string
  readonly indexKey: string
  /** When it was begun. */
  readonly now: number
}

/**
 * Fills an embedded store with events, and times pages of each kind. `kept`: a directory where it stays; what is there already
 * is gone on with.
 */
export async function historyRun(
  events: number,
  rounds: number,
  onAdded: (count: number) => void = () => undefined,
  kept?: string,
): Promise<HistoryRun> {
  const directory = kept ?? (await mkdtemp(join(tmpdir(), 'strongroom-history-')))
  const file = join(directory, 'kept.json')
  const text = await readFile(file, 'utf8').catch(() => undefined)
  const made: Kept =
    text === undefined
      ? {
          events,
          key: systemRandom.bytes(32).toString('hex'),
          indexKey: systemRandom.bytes(32).toString('hex'),
          now: systemClock.now(),
        }
      : (JSON.parse(text) as Kept)
  await writeFile(file, JSON.stringify(made), { mode: 0o600 })
  const key = new Secret(Buffer.from(made.key, 'hex'))
  const store = await openSqliteStore({
    directory,
    pageKey: key,
    cipher: 'aegis',
    logger: silentLogger,
  })
  try {
    const sealer = createSealer(0, key, systemRandom)
    const rows = new HistoryRows(sealer, Buffer.from(made.indexKey, 'hex'))
    const addedPerSecond = await fill(store, rows, made, onAdded)
    const middle = eventIdOf(Math.floor(made.events / 2))
    const { bytes } = await store.stats()
    const history = new EventHistory({ store, rows, clock: systemClock, logger: silentLogger })
    const questions: [string, Attribute | undefined][] = [
      ['everything', undefined],
      ['EventId', { key: 'EventId', value: middle }],
      ['EventName', { key: 'EventName', value: 'AssumeRole' }],
      ['ReadOnly', { key: 'ReadOnly', value: 'false' }],
      ['Username', { key: 'Username', value: 'user-17' }],
      ['ResourceType', { key: 'ResourceType', value: 'AWS::DynamoDB::Table' }],
      ['ResourceName', { key: 'ResourceName', value: 'table-42' }],
      ['EventSource', { key: 'EventSource', value: 'dynamodb.amazonaws.com' }],
      ['AccessKeyId', { key: 'AccessKeyId', value: 'AKIAuser-17' }],
      ['what nobody did', { key: 'EventName', value: 'DeleteBackup' }],
    ]
    const pages = []
    for (const [asked, attribute] of questions) {
      const times: number[] = []
      let found = 0
      let token: string | undefined
      for (let round = 0; round < rounds; round++) {
        const started = performance.now()
        const common = { accountId: account, from: undefined, to: undefined, limit: 50 }
        const page = await history.lookup({ ...common, attribute, token })
        times.push(performance.now() - started)
        found = Math.max(found, page.events.length)
        token = page.token
      }
      const [first = 0] = times
      times.sort((a, b) => a - b)
      const p50 = times[Math.floor(times.length / 2)] ?? 0
      const p99 = times[Math.ceil(times.length * 0.99) - 1] ?? 0
      pages.push({ asked, found, first, p50, p99, slowest: times.at(-1) ?? 0 })
    }
    return { events: made.events, bytesPerEvent: bytes / made.events, addedPerSecond, pages }
  } finally {
    await store.close()
    if (kept === undefined) await rm(directory, { recursive: true })
  }
}

/** How many were added in a second. */
async function fill(
  store: KvStore,
  rows: HistoryRows,
  { events, now }: Kept,
  onAdded: (count: number) => void,
): Promise<number> {
  const job = indexJob({ store, rows, source: madeUp(events, now) })
  const begun = performance.now()
  let steps = 0
  while ((await job.step()) === 'more') {
    steps++
    if (steps % 1000 === 0) onAdded(100 * steps)
  }
  return (100_000 * steps) / (performance.now() - begun)
}
