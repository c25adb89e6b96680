import { createPublicKey, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestContext } from 'node:test'
import type {
  CloudTrailRecord,
  LogCursor,
  LoggedEvent,
  LogPage,
  LogReader,
} from '../../src/audit/index.ts'
import {
  Delivery,
  DeliveryRows,
  directoryTarget,
  Retention,
  SigningKeys,
  Targets,
  type Target,
} from '../../src/audit/delivery/index.ts'
import {
  fingerprintOf,
  publicKeyDer,
  readLogFile,
  readKey,
  unpacked,
  validateTrails,
  type PublicKeys,
  type ValidationReport,
} from '../../src/audit/trail-files/index.ts'
import type { Trail } from '../../src/audit/trails/index.ts'
import { openSealer, someTrail } from '../../src/audit/trails/trails.test-support.ts'
import { silentLogger, systemRandom } from '../../src/base/index.ts'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import { keys as rowKeys } from '../../src/audit/delivery/rows.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import type { KvStore, Write } from '../../src/storage/kv.ts'

export const account = '111122223333'
export const hourMs = 3_600_000
export const dayMs = 24 * hourMs

/** A log in memory: the cursor is the number of events that were read. */
export class FakeLog implements LogReader {
  readonly events: LoggedEvent[] = []
  #ids = 0

  start(): LogCursor {
    return ['0']
  }

  read([after]: LogCursor, limit: number): Promise<LogPage> {
    const begin = Number(after)
    const events = this.events.slice(begin, begin + limit)
    const end = begin + events.length
    return Promise.resolve({ events, cursor: [String(end)], more: end < this.events.length })
  }

  readNow(after: LogCursor, limit: number): Promise<LogPage> {
    return this.read(after, limit)
  }

  add(at: number, part: Partial<LoggedEvent> = {}, record: Partial<CloudTrailRecord> = {}): string {
    const eventID = `event-${String(++this.#ids)}`
    const made: Partial<CloudTrailRecord> = {
      eventID,
      eventTime: `${new Date(at).toISOString().slice(0, 19)}Z`,
      eventName: 'CreateTable',
      recipientAccountId: account,
      ...record,
    }
    this.events.push({
      at,
      delivered: true,
      eventId: eventID,
      eventTime: made.eventTime ?? '',
      record: made as CloudTrailRecord,
      facts: made as CloudTrailRecord,
      isShaped: false,
      text: undefined,
      ...part,
    })
    return eventID
  }
}

export interface World {
  readonly clock: ManualClock
  readonly store: KvStore
  readonly log: FakeLog
  /** What the trails are now; to be changed by tests. */
  trails: Trail[]
  readonly target: Target
  readonly keys: SigningKeys
  delivery: Delivery
  /** Anew, as after a restart of the process; with another store or target, if given. */
  restart(other?: { store?: KvStore; target?: Target; holder?: string }): Delivery
  /** Lets the job run until it rests. */
  run(delivery?: Delivery): Promise<void>
  /** The ids of all events that were delivered, in the order of the files. */
  delivered(): Promise<string[]>
  publicKeys(): Promise<PublicKeys>
  validate(until?: number): Promise<ValidationReport>
}

export interface WorldOptions {
  readonly target?: Target
  readonly retention?: { readonly days?: number; readonly bytes?: number }
  readonly everyMs?: number
}

/** One key for all tests: making one takes long. */
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })

function signingRows(rows: DeliveryRows, validFrom: number): Write[] {
  const der = publicKeyDer(publicKey)
  const fingerprint = fingerprintOf(der)
  const times = { fingerprint, validFrom, validTo: validFrom + 90 * dayMs }
  const secret = privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64')
  return [
    rows.json(rowKeys.signing, { ...times, privateKey: secret }),
    rows.json(rowKeys.publicKey(fingerprint), { ...times, publicKey: der.toString('base64') }),
  ]
}

/** The delivery of trails on a memory store, with a log, a clock and a directory of its own. */
export async function makeWorld(t: TestContext, options: WorldOptions = {}): Promise<World> {
  const directory = await mkdtemp(join(tmpdir(), 'strongroom-delivery-'))
  t.after(() => rm(directory, { recursive: true }))
  const clock = new ManualClock(Date.parse('2026-11-24T22:30:10.500Z'))
  const store = openMemoryStore()
  const log = new FakeLog()
  const rows = new DeliveryRows(openSealer)
  await store.commit({ checks: [], writes: signingRows(rows, clock.now()) })
  const target = options.target ?? directoryTarget('logs', directory, systemRandom)
  const keys = new SigningKeys(store, rows, clock)
  const restart: World['restart'] = (other = {}) => {
    const on = other.store ?? store
    const targets = new Targets([other.target ?? target])
    const { days, bytes } = options.retention ?? {}
    const retention = new Retention({ targets, days, bytes, clock, logger: silentLogger })
    return new Delivery({
      store: on,
      rows,
      reader: log,
      wants: (_trail, record) => record.eventName !== 'Unwanted',
      targets,
      signingKeys: new SigningKeys(on, rows, clock),
      retainedFrom: (bucket) => retention.retainedFrom(bucket),
      retentionTold: (bucket, from) => {
        retention.tell(bucket, from)
      },
      retention,
      trails: { all: () => Promise.resolve(world.trails) },
      everyMs: options.everyMs ?? 1000,
      lease: other.holder === undefined ? undefined : { holder: other.holder },
      clock,
      random: systemRandom,
      logger: silentLogger,
    })
  }
  const world: World = {
    clock,
    store,
    log,
    target,
    keys,
    trails: [someTrail({ accountId: account, startedAt: clock.now() })],
    delivery: undefined as unknown as Delivery,
    restart,
    async run(delivery = world.delivery) {
      const job = delivery.job()
      while ((await job.step()) === 'more');
    },
    async delivered() {
      const ids: string[] = []
      for await (const key of target.list()) {
        if (readKey(key)?.kind !== 'log') continue
        const text = unpacked((await target.get(key))?.body ?? Buffer.alloc(0), 1e9)
        ids.push(
          ...(text === undefined ? [] : (readLogFile(text) ?? [])).map((one) => one.record.eventID),
        )
      }
      return ids
    },
    async publicKeys() {
      const all = await keys.publicKeys(0, Infinity)
      return new Map(
        all.map(({ publicKey }) => [
          fingerprintOf(publicKey),
          createPublicKey({ key: publicKey, format: 'der', type: 'pkcs1' }),
        ]),
      )
    },
    async validate(until = clock.now()) {
      return validateTrails(target, await world.publicKeys(), { until })
    },
  }
  world.delivery = restart()
  return world
}
