import { systemRandom, silentLogger, type Clock, type Job } from '../../base/index.ts'
import { openMemoryStore } from '../../storage/memory/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { EventHistory, type Lookup } from './event-history.ts'
import { indexJob } from './index-job.ts'
import type { HistoryRecord, HistorySource } from './ports.ts'
import { historyRemovalJob } from './removal-job.ts'
import { HistoryRows } from './rows.ts'
import { verifyHistory, type HistoryFault } from './verify.ts'

export const account = '111122223333'
export const foreign = '999999999999'
export const dayMs = 86_400_000
/** 2026-11-25T10:00:00Z */
export const noon = Date.UTC(2026, 10, 25, 10)

export interface Logged {
  readonly at: number
  readonly record: HistoryRecord
  readonly delivered: boolean
}

/** A log in memory: the cursor is the number of events that were read. */
export class FakeLog implements HistorySource {
  readonly events: Logged[] = []

  start(): readonly string[] {
    return ['0']
  }

  read([after]: readonly string[], limit: number): ReturnType<HistorySource['read']> {
    const begin = Number(after)
    const events = this.events.slice(begin, begin + limit)
    const end = begin + events.length
    return Promise.resolve({ events, cursor: [String(end)], more: end < this.events.length })
  }
}

export function someRecord(at: number, part: Partial<HistoryRecord> = {}): HistoryRecord {
  return {
    userIdentity: { type: 'IAMUser', userName: 'ann', accessKeyId: 'AKIAANN' },
    eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
    eventSource: 'dynamodb.amazonaws.com',
    eventName: 'CreateTable',
    eventID: systemRandom.uuid(),
    readOnly: false,
    eventCategory: 'Management',
    recipientAccountId: account,
    resources: [
      {
        type: 'AWS::DynamoDB::Table',
        ARN: `arn:aws:dynamodb:eu-west-1:${account}:table/orders`,
      },
    ],
    ...part,
  }
}

/** A sealer that binds what it seals to owner and key, and hides it from nobody who can undo an xor. */
export const testSealer = {
  seal: (owner: string, key: Buffer, head: Buffer, body: Buffer) =>
    xor(Buffer.concat([bound(owner, key), head, body])),
  open(owner: string, key: Buffer, value: Buffer) {
    const plain = xor(value)
    const { length } = bound(owner, key)
    if (!plain.subarray(0, length).equals(bound(owner, key))) throw new Error('the row was moved')
    return plain.subarray(length)
  },
}

function bound(owner: string, key: Buffer): Buffer {
  return Buffer.from(`${owner} ${key.toString('hex')} `, 'latin1')
}

function xor(bytes: Buffer): Buffer {
  return Buffer.from(bytes.map((byte) => byte ^ 0x5a))
}

export function openHistory(store: KvStore = openMemoryStore()) {
  let now = noon
  const clock: Clock = { now: () => now, monotonic: () => now, after: () => () => undefined }
  const rows = new HistoryRows(testSealer, Buffer.alloc(32, 7))
  const log = new FakeLog()
  const deps = { store, rows, clock, logger: silentLogger, source: log }
  const history = new EventHistory(deps)
  const ask = (part: Partial<Lookup> = {}) =>
    history.lookup({
      accountId: account,
      attribute: undefined,
      from: undefined,
      to: undefined,
      limit: 50,
      token: undefined,
      ...part,
    })
  return {
    store,
    rows,
    log,
    deps,
    ask,
    /** The ids of all pages. */
    async ids(part: Partial<Lookup> = {}): Promise<string[]> {
      const found: string[] = []
      let token: string | undefined
      do {
        const page = await ask({ ...part, token })
        found.push(...page.events.map(({ record }) => record.eventID))
        token = page.token
      } while (token !== undefined)
      return found
    },
    add(at: number, part: Partial<HistoryRecord> = {}, delivered = true): string {
      const record = someRecord(at, part)
      log.events.push({ at, record, delivered })
      return record.eventID
    },
    index: () => runAll(indexJob(deps)),
    remove: () => runAll(historyRemovalJob(deps)),
    async faults(): Promise<HistoryFault[]> {
      const found: HistoryFault[] = []
      for await (const fault of verifyHistory({ reader: store, rows })) found.push(fault)
      return found
    },
    pass: (ms: number) => (now += ms),
  }
}

async function runAll(job: Job): Promise<void> {
  while ((await job.step()) === 'more');
}
