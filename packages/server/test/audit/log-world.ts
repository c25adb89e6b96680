import { Journal } from '../../src/audit/log/journal.ts'
import { createLogReader, type LoggedEvent } from '../../src/audit/log/log-reader.ts'
import { Recording } from '../../src/audit/log/recording.ts'
import type { KeptEvent } from '../../src/audit/log/kept-event.ts'
import { lanePrefix, type Answer } from '../../src/audit/log/rows.ts'
import { verifyChain, type ChainFault } from '../../src/audit/log/verify-chain.ts'
import { Secret, silentLogger, systemRandom } from '../../src/base/index.ts'
import { ManualClock } from '../../src/engine/background/manual-clock.test-support.ts'
import { createSealer } from '../../src/engine/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import type { Commit, CommitResult, Entry } from '../../src/storage/kv.ts'

/** A memory store whose next commits fail, as long as it is told. */
export class FailingStore {
  failure: CommitResult | undefined
  readonly #inner = openMemoryStore()
  readonly get = this.#inner.get.bind(this.#inner)
  readonly getMany = this.#inner.getMany.bind(this.#inner)
  readonly range = this.#inner.range.bind(this.#inner)
  readonly snapshot = this.#inner.snapshot.bind(this.#inner)
  readonly stats = this.#inner.stats.bind(this.#inner)
  readonly close = this.#inner.close.bind(this.#inner)

  commit(commit: Commit): Promise<CommitResult> {
    return this.failure === undefined ? this.#inner.commit(commit) : Promise.resolve(this.failure)
  }
}

/** A log, what writes into it and what reads it. */
export function openLog() {
  const store = new FailingStore()
  const clock = new ManualClock()
  const sealer = createSealer(0, new Secret(Buffer.alloc(32, 7)), systemRandom)
  const deps = { store, sealer, lanes: 1, clock, random: systemRandom, logger: silentLogger }
  const journal = new Journal(deps)
  const reader = createLogReader(deps)
  let made = 0
  const event = (eventName: string, awaits = false): KeptEvent => {
    const eventId = systemRandom.uuid()
    const record = JSON.stringify({ eventName, eventID: eventId, readOnly: false, n: made++ })
    return { at: clock.now(), delivered: true, awaits, eventId, record }
  }
  const recordingOf = (name: string, awaits = false): Recording =>
    new Recording({
      journal,
      sealer,
      awaits,
      events: (open_, answer) => [withAnswer(event(name, open_), answer)],
    })
  const events = async (): Promise<readonly LoggedEvent[]> =>
    (await reader.readNow(reader.start(), 1000)).events
  const names = async (): Promise<string[]> =>
    (await events()).map(({ record }) => record.eventName)
  const faults = async (): Promise<string[]> => {
    const found: ChainFault[] = []
    for await (const fault of verifyChain(deps)) found.push(fault)
    return found.map(({ kind }) => kind)
  }
  const rows = (): Promise<Entry[]> =>
    store.range({ start: lanePrefix(0), end: lanePrefix(1), limit: 1000 })
  return {
    store,
    clock,
    sealer,
    deps,
    journal,
    reader,
    event,
    recordingOf,
    events,
    names,
    faults,
    rows,
  }
}

function withAnswer(event: KeptEvent, answer: Answer | undefined): KeptEvent {
  if (answer?.errorCode === undefined) return event
  const record = { ...(JSON.parse(event.record) as object), errorCode: answer.errorCode }
  return { ...event, record: JSON.stringify(record) }
}

export function put(key: string): Commit {
  return { checks: [], writes: [{ key: Buffer.from(key), value: Buffer.from('v') }] }
}
