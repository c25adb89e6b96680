import { mkdtemp, rm } from 'node:fs/promises'
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
    readonly slowest: number
  }[]
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
    eventID: systemRandom.uuid(),
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

function madeUp(count: number, now: number, one: (record: HistoryRecord) => void): HistorySource {
  return {
    start: () => ['0'],
    read([after], limit) {
      const begin = Number(after)
      const length = Math.min(limit, count - begin)
      const events = Array.from({ length }, (_, index) => {
        const { at, ...record } = event(begin + index, count, now)
        if (begin + index === Math.floor(count / 2)) one(record)
        return { at, record, delivered: true }
      })
      const end = begin + length
      return Promise.resolve({ events, cursor: [String(end)], more: end < count })
    },
  }
}

/** Fills an embedded store with events, and times pages of each kind. */
export async function historyRun(
  events: number,
  rounds: number,
  onAdded: (count: number) => void = () => undefined,
): Promise<HistoryRun> {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-history-'))
  const key = new Secret(systemRandom.bytes(32))
  const store = await openSqliteStore({
    directory,
    pageKey: key,
    cipher: 'aegis',
    logger: silentLogger,
  })
  try {
    const rows = new HistoryRows(createSealer(0, key, systemRandom), systemRandom.bytes(32))
    let middle: HistoryRecord | undefined
    const source = madeUp(events, systemClock.now(), (record) => (middle = record))
    const job = indexJob({ store, rows, source })
    const begun = performance.now()
    let steps = 0
    while ((await job.step()) === 'more') {
      steps++
      if (steps % 1000 === 0) onAdded(100 * steps)
    }
    const addedPerSecond = (1000 * events) / (performance.now() - begun)
    const { bytes } = await store.stats()
    const history = new EventHistory({ store, rows, clock: systemClock, logger: silentLogger })
    const questions: [string, Attribute | undefined][] = [
      ['everything', undefined],
      ['EventId', { key: 'EventId', value: middle?.eventID ?? '' }],
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
      times.sort((a, b) => a - b)
      const p50 = times[Math.floor(times.length / 2)] ?? 0
      pages.push({ asked, found, p50, slowest: times.at(-1) ?? 0 })
    }
    return { events, bytesPerEvent: bytes / events, addedPerSecond, pages }
  } finally {
    await store.close()
    await rm(directory, { recursive: true })
  }
}
