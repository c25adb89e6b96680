import { limits, type Clock, type Logger, type Random } from '../../base/index.ts'
import type { KvStore, Write } from '../../storage/kv.ts'
import type { LoggedEvent, LogReader } from '../index.ts'
import { LogFileMaker, makeDigest, type DigestedFile } from '../trail-files/index.ts'
import type { Trail } from '../trails/index.ts'
import { packLogFile, splitParts } from './outbox.ts'
import {
  commitIf,
  keys,
  type Chain,
  type DeliveryRows,
  type Pending,
  type StoredState,
  type TrailState,
} from './rows.ts'
import type { SigningKeys } from './signing-keys.ts'
import { TargetError } from './target.ts'
import type { Targets } from './targets.ts'

export interface TrailDeliveryDeps {
  readonly store: KvStore
  readonly rows: DeliveryRows
  readonly reader: LogReader
  readonly wants: (trail: Trail, facts: LoggedEvent['facts']) => boolean
  readonly targets: Targets
  readonly signingKeys: SigningKeys
  /** What the retention of a bucket's target keeps: from when on, in milliseconds; undefined: all. */
  readonly retainedFrom: (bucket: string) => number | undefined
  /** Told when a digest was delivered that says so. */
  readonly retentionTold: (bucket: string, from: number) => void
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
}

/** `waiting`: all is done that was due. */
export type StepOutcome = 'more' | 'waiting'

/**
 * The delivery of one trail, a step at a time. What a file holds, its name and the place in the log after it
 * are of one commit, in the outbox; only then is it put to the target, and noted as delivered after that. A
 * crash or another process in between puts the same bytes under the same name again.
 */
export class TrailDelivery {
  readonly #deps: TrailDeliveryDeps
  readonly #id: string

  constructor(deps: TrailDeliveryDeps, id: string) {
    this.#deps = deps
    this.#id = id
  }

  /** `trail`: undefined after it was deleted. `due`: whether log files may be made now. */
  async step(trail: Trail | undefined, due: boolean): Promise<StepOutcome> {
    const stored = await this.#deps.rows.state(this.#deps.store, this.#id)
    const { state } = stored
    if (state?.pending !== undefined) {
      await this.#put(stored, state, state.pending)
      const isLast = state.pending.kind === 'log' && state.pending.last === true
      // Of a trail that was stopped, there is the rest to be done.
      return isLast && stoppedAt(state, trail) === undefined ? 'waiting' : 'more'
    }
    const now = this.#deps.clock.now()
    const next = this.#look(state, trail, now)
    if (next === undefined) return 'waiting'
    if (next.run === undefined) return this.#idle(stored, next, trail)
    if (next !== state) {
      await this.#save(stored, next)
      return 'more'
    }
    const stopAt = stoppedAt(state, trail)
    if (stopAt === undefined && state.chain !== undefined && state.chain.since !== sinceOf(state)) {
      return this.#digest(stored, state, state.chain, now, true)
    }
    if (state.chain !== undefined && isDigestDue(state, state.chain, now)) {
      const hour = state.chain.start + limits.auditDigestMs
      return this.#digest(stored, state, state.chain, Math.min(hour, now), false)
    }
    if (!due && stopAt === undefined) return 'waiting'
    return this.#collect(stored, state, stopAt, now)
  }

  /** The state with what is known of the trail now; undefined where there is nothing to deliver. */
  #look(
    state: TrailState | undefined,
    trail: Trail | undefined,
    now: number,
  ): TrailState | undefined {
    if (state === undefined) {
      if (trail?.startedAt === undefined || !trail.logging) return undefined
      return this.#begun({ trail, firstFile: 0, nextFile: 0, status: {} }, trail, now)
    }
    if (trail === undefined) return state.goneAt === undefined ? { ...state, goneAt: now } : state
    if (state.run === undefined && trail.logging) return this.#begun(state, trail, now)
    const ofRun = trail.logging && trail.startedAt === state.run
    const same = JSON.stringify(trail) === JSON.stringify(state.trail)
    const seen = ofRun && !same ? { ...state, trail } : state
    if (seen.chain !== undefined || !ofRun || !trail.validation) return seen
    return { ...seen, chain: newChain(trail, now) }
  }

  #begun(state: Omit<TrailState, 'run' | 'cursor'>, trail: Trail, now: number): TrailState {
    return {
      ...state,
      trail,
      run: trail.startedAt,
      cursor: this.#deps.reader.start(),
      chain: trail.validation ? newChain(trail, now) : undefined,
    }
  }

  async #idle(
    stored: StoredState,
    state: TrailState,
    trail: Trail | undefined,
  ): Promise<StepOutcome> {
    if (trail === undefined) {
      const key = keys.state(this.#id)
      await commitIf(
        this.#deps.store,
        [{ key, version: stored.version }],
        [{ key, value: undefined }],
      )
    } else if (state !== stored.state) {
      await this.#save(stored, state)
    }
    return 'waiting'
  }

  /** Reads on in the log, and makes a file of what the trail wants. */
  async #collect(
    stored: StoredState,
    state: TrailState,
    stopAt: number | undefined,
    now: number,
  ): Promise<StepOutcome> {
    const { reader, random } = this.#deps
    const maker = new LogFileMaker()
    const shared = new Map<object, boolean>()
    let cursor = state.cursor ?? reader.start()
    let more = true
    while (more && maker.count < limits.auditFileRecords && maker.bytes < limits.auditFileBytes) {
      const page = await reader.read(cursor, limits.auditDeliveryRead)
      for (const event of page.events) {
        if (!event.delivered || !isOfRun(state, stopAt, event.at)) continue
        if (!this.#isWanted(state, event, shared)) continue
        const { eventId: eventID, eventTime } = event
        // A file holds what writing the record again would give.
        const text = event.text ?? JSON.stringify(event.record)
        maker.add({ eventID, eventTime, text })
      }
      more = page.more
      cursor = page.cursor
    }
    const { count } = maker
    if (count > 0) {
      const { file, parts, bytes: size } = await packLogFile(state.trail, maker, now, random)
      this.#deps.logger.debug('a log file of a trail was made', {
        trail: state.trail.name,
        records: count,
        bytes: size,
        bytesPerRecord: Math.ceil(size / count),
      })
      const pending: Pending = { kind: 'log', bucket: state.trail.bucket, file, last: !more }
      const outbox = this.#deps.rows.seal(keys.outbox(this.#id), parts)
      await this.#save(stored, { ...state, cursor, pending }, [outbox])
      return 'more'
    }
    // Nobody's answer is waited for any longer, so all that happened before the stop was read.
    const drained = stopAt !== undefined && !more && now > stopAt + limits.auditAnswerMs
    if (drained && state.chain !== undefined) {
      return this.#digest(stored, { ...state, cursor }, state.chain, now, true)
    }
    if (drained) {
      await this.#save(stored, { ...state, run: undefined, cursor: undefined })
      return 'more'
    }
    if (JSON.stringify(cursor) !== JSON.stringify(state.cursor)) {
      await this.#save(stored, { ...state, cursor })
    }
    return more ? 'more' : 'waiting'
  }

  /** `shared`: what was found about facts that several events have. */
  #isWanted({ trail }: TrailState, event: LoggedEvent, shared: Map<object, boolean>): boolean {
    const { facts, isShaped } = event
    const known = isShaped ? shared.get(facts) : undefined
    if (known !== undefined) return known
    const wanted = facts.recipientAccountId === trail.accountId && this.#deps.wants(trail, facts)
    if (isShaped) shared.set(facts, wanted)
    return wanted
  }

  async #digest(
    stored: StoredState,
    state: TrailState,
    chain: Chain,
    end: number,
    chainEnd: boolean,
  ): Promise<StepOutcome> {
    const { store, rows, signingKeys, retainedFrom } = this.#deps
    const { trail, firstFile, nextFile } = state
    const entries = await store.range({
      start: keys.file(this.#id, firstFile),
      end: keys.file(this.#id, nextFile),
      limit: limits.auditDigestFiles,
    })
    const retained = retainedFrom(trail.bucket)
    const made = makeDigest(
      {
        bucket: trail.bucket,
        place: { prefix: trail.prefix, account: trail.accountId, region: trail.homeRegion },
        trail,
        start: chain.start,
        end: Math.max(wholeSecond(end), chain.start + 1000),
        files: entries.map((entry) => rows.openJson<DigestedFile>(entry)),
        previous: chain.previous,
        previousChain: chain.previous === undefined ? state.lastDigest : undefined,
        chainEnd,
        retainedFrom: retained,
      },
      await signingKeys.signer(),
    )
    const pending: Pending = {
      kind: 'digest',
      bucket: trail.bucket,
      link: made.link,
      metadata: made.metadata,
      end: Math.max(wholeSecond(end), chain.start + 1000),
      chainEnd,
      retainedFrom: retained,
    }
    const outbox = rows.seal(keys.outbox(this.#id), made.body)
    await this.#save(stored, { ...state, pending }, [outbox])
    return 'more'
  }

  /** Puts what is in the outbox, and notes that it is there. */
  async #put(stored: StoredState, state: TrailState, pending: Pending): Promise<void> {
    const { store, rows, targets, clock } = this.#deps
    const entry = await store.get(keys.outbox(this.#id))
    if (entry === undefined) return
    const body = rows.open(entry)
    const at = clock.now()
    try {
      const target = targets.find(pending.bucket)
      if (pending.kind === 'log') {
        const { s3Object, recordsS3Object } = pending.file
        const [file, records] = splitParts(body)
        await target.put(recordsS3Object, records, {})
        await target.put(s3Object, file, {})
      } else {
        await targets.showKeys(target, this.#deps.signingKeys)
        await target.put(pending.link.object, body, pending.metadata)
      }
    } catch (error) {
      if (!(error instanceof TargetError)) throw error
      const which = pending.kind === 'log' ? 'error' : 'digestError'
      const status = { ...state.status, attemptedAt: at, [which]: error.code }
      await this.#save(stored, { ...state, status })
      throw error
    }
    if (pending.kind === 'log') await this.#delivered(stored, state, pending.file, at)
    else await this.#digestDelivered(stored, state, pending, at)
  }

  async #delivered(
    stored: StoredState,
    { pending: _done, ...state }: TrailState,
    file: DigestedFile,
    at: number,
  ): Promise<void> {
    const { error: _over, ...status } = state.status
    const number = state.nextFile
    // Only a digest reads it.
    const noted = state.chain === undefined
    await this.#save(
      stored,
      {
        ...state,
        nextFile: noted ? number : number + 1,
        status: { ...status, attemptedAt: at, deliveredAt: at },
      },
      [
        ...(noted ? [] : [this.#deps.rows.json(keys.file(this.#id, number), file)]),
        { key: keys.outbox(this.#id), value: undefined },
      ],
    )
  }

  async #digestDelivered(
    stored: StoredState,
    { pending: _done, ...state }: TrailState,
    pending: Extract<Pending, { kind: 'digest' }>,
    at: number,
  ): Promise<void> {
    const { digestError: _over, ...status } = state.status
    const { link, end, chainEnd } = pending
    const entries = await this.#deps.store.range({
      start: keys.file(this.#id, state.firstFile),
      end: keys.file(this.#id, state.nextFile),
      limit: limits.auditDigestFiles,
    })
    await this.#save(
      stored,
      {
        ...state,
        chain:
          chainEnd || state.chain === undefined
            ? undefined
            : { ...state.chain, start: end, previous: link },
        lastDigest: link.object,
        firstFile: state.firstFile + entries.length,
        status: { ...status, digestAt: at },
      },
      [
        ...entries.map(({ key }) => ({ key, value: undefined })),
        { key: keys.outbox(this.#id), value: undefined },
      ],
    )
    if (pending.retainedFrom !== undefined) {
      this.#deps.retentionTold(pending.bucket, pending.retainedFrom)
    }
  }

  async #save(
    stored: StoredState,
    state: TrailState,
    writes: readonly Write[] = [],
  ): Promise<void> {
    const { store, rows } = this.#deps
    const key = keys.state(this.#id)
    await commitIf(store, [{ key, version: stored.version }], [rows.json(key, state), ...writes])
  }
}

/** The event that stops a trail is recorded a little after the moment that the trail has as its stop. */
const stopGraceMs = 1000

function isOfRun({ run }: TrailState, stopAt: number | undefined, at: number): boolean {
  return at >= (run ?? 0) && at <= (stopAt ?? Infinity) + stopGraceMs
}

/** When the logging that is being delivered ended, in milliseconds; undefined while it goes on. */
function stoppedAt(state: TrailState, trail: Trail | undefined): number | undefined {
  if (trail === undefined) return state.goneAt
  if (trail.logging && trail.startedAt === state.run) return undefined
  return trail.stoppedAt ?? trail.startedAt ?? 0
}

function sinceOf({ trail }: TrailState): number | undefined {
  return trail.validation ? (trail.validationSince ?? 0) : undefined
}

function newChain(trail: Trail, now: number): Chain {
  return { since: trail.validationSince ?? 0, start: wholeSecond(now), previous: undefined }
}

function isDigestDue({ firstFile, nextFile }: TrailState, { start }: Chain, now: number): boolean {
  if (now >= start + limits.auditDigestMs) return true
  // The period of an early one must be a second at least.
  return nextFile - firstFile >= limits.auditDigestFiles && now >= start + 1000
}

function wholeSecond(at: number): number {
  return at - (at % 1000)
}
