import {
  StorageError,
  type Commit,
  type CommitResult,
  type Entry,
  type KvSnapshot,
  type KvStats,
  type KvStore,
  type Range,
} from '../kv.ts'
import { seededChance, type Chance } from './chance.ts'

/** How often each fault happens, from 0 to 1. A fault that is not named never happens. */
export interface FaultRates {
  /** A commit with checks is answered `conflict`, and nothing is written. */
  readonly conflict?: number
  /** A commit is answered `refused`, and nothing is written. */
  readonly refused?: number
  /** A commit is answered `unknown` after it was done. */
  readonly unknownWritten?: number
  /** A commit is answered `unknown` and never done. */
  readonly unknownLost?: number
  /** A commit is answered `unknown` first and done afterwards. */
  readonly unknownLate?: number
  /** A call waits before it acts, and so is overtaken by others. */
  readonly delay?: number
  /** A read rejects with StorageError 'io'. */
  readonly readFailure?: number
}

export interface FaultyStoreOptions {
  /** The same seed and the same order of calls give the same faults. Print it. */
  readonly seed: number
  readonly rates: FaultRates
  /** What a delayed call waits for: a simulation's clock, or a few turns of the event loop. */
  readonly pause: () => Promise<void>
}

/** Wraps a store so that it fails in every way that the contract allows. With no rates it adds nothing. */
export function faultyStore(inner: KvStore, options: FaultyStoreOptions): KvStore {
  return new FaultyStore(inner, options)
}

class FaultyStore implements KvStore {
  readonly #inner: KvStore
  readonly #rates: FaultRates
  readonly #pause: () => Promise<void>
  readonly #happens: Chance
  readonly #underWay = new Set<Promise<unknown>>()
  #closed = false

  constructor(inner: KvStore, options: FaultyStoreOptions) {
    this.#inner = inner
    this.#rates = options.rates
    this.#pause = options.pause
    this.#happens = seededChance(options.seed)
  }

  get(key: Buffer): Promise<Entry | undefined> {
    return this.#track(this.#read(() => this.#inner.get(key)))
  }

  getMany(keys: readonly Buffer[]): Promise<(Entry | undefined)[]> {
    return this.#track(this.#read(() => this.#inner.getMany(keys)))
  }

  range(range: Range): Promise<Entry[]> {
    return this.#track(this.#read(() => this.#inner.range(range)))
  }

  snapshot(): Promise<KvSnapshot> {
    return this.#track(this.#read(() => this.#inner.snapshot()))
  }

  commit(commit: Commit): Promise<CommitResult> {
    return this.#track(this.#commit(commit))
  }

  async stats(): Promise<KvStats> {
    return await this.#inner.stats()
  }

  async close(): Promise<void> {
    this.#closed = true
    // A late commit begins while others end.
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay)
    await this.#inner.close()
  }

  async #commit(commit: Commit): Promise<CommitResult> {
    this.#assertOpen()
    if (this.#happens(this.#rates.delay)) await this.#pause()
    if (commit.checks.length > 0 && this.#happens(this.#rates.conflict)) {
      return { outcome: 'conflict', check: 0 }
    }
    if (this.#happens(this.#rates.refused))
      return { outcome: 'refused', reason: 'injected: refused' }
    if (this.#happens(this.#rates.unknownLost))
      return { outcome: 'unknown', reason: 'injected: lost' }
    if (this.#happens(this.#rates.unknownLate)) {
      this.#commitLater(commit)
      return { outcome: 'unknown', reason: 'injected: late' }
    }
    const result = await this.#inner.commit(commit)
    const hidden = this.#happens(this.#rates.unknownWritten)
    return hidden ? { outcome: 'unknown', reason: 'injected: written' } : result
  }

  #commitLater(commit: Commit): void {
    // The answer is out, so the caller may use its buffers again.
    const kept = copyOf(commit)
    // Nobody waits for this outcome: to the caller it stays unknown.
    this.#track(this.#pause().then(() => this.#inner.commit(kept))).catch(() => undefined)
  }

  async #read<T>(read: () => Promise<T>): Promise<T> {
    this.#assertOpen()
    if (this.#happens(this.#rates.delay)) await this.#pause()
    if (this.#happens(this.#rates.readFailure))
      throw new StorageError('io', 'injected: a read failed')
    return await read()
  }

  async #track<T>(call: Promise<T>): Promise<T> {
    this.#underWay.add(call)
    try {
      return await call
    } finally {
      this.#underWay.delete(call)
    }
  }

  #assertOpen(): void {
    if (this.#closed) throw new StorageError('closed', 'the store is closed: open it again')
  }
}

function copyOf(commit: Commit): Commit {
  return {
    checks: commit.checks.map(({ key, version }) => ({ key: Buffer.from(key), version })),
    writes: commit.writes.map(({ key, value, ...stamp }) => ({
      ...stamp,
      key: Buffer.from(key),
      value: value === undefined ? undefined : Buffer.from(value),
    })),
  }
}
