import { limits } from '../../base/index.ts'
import { assertCommit, assertRange, commitBytes } from '../check-arguments.ts'
import {
  StorageError,
  type Commit,
  type CommitResult,
  type Entry,
  type KvReader,
  type KvSnapshot,
  type KvStats,
  type KvStore,
  type Range,
} from '../kv.ts'
import { stampedKey } from '../stamps.ts'
import { emptyTree, find, insert, remove, walk, type Tree } from './tree.ts'

/** A moment at which a simulation may let other work run: before an operation acts, or before it answers. */
export interface SchedulePoint {
  readonly operation: 'get' | 'getMany' | 'range' | 'commit' | 'snapshot'
  readonly phase: 'start' | 'answer'
}

export type Scheduler = (point: SchedulePoint) => Promise<void>

export interface MemoryStoreOptions {
  /** Decides the interleaving of concurrent calls. Default: each call acts at once, in call order. */
  readonly scheduler?: Scheduler
  /** Most commits that may wait for the scheduler. */
  readonly queueLength?: number
  /** Most bytes of commits that may wait. */
  readonly queueBytes?: number
}

/**
 * The reference store. It keeps everything in memory, loses it on close, and given the same calls
 * and the same scheduler does the same things in the same order.
 */
export function openMemoryStore(options: MemoryStoreOptions = {}): KvStore {
  return new MemoryStore(options)
}

const immediately: Scheduler = () => Promise.resolve()

class MemoryStore implements KvStore {
  readonly #schedule: Scheduler
  readonly #queueLength: number
  readonly #queueBytes: number
  readonly #underWay = new Set<Promise<unknown>>()
  #tree: Tree = emptyTree
  #version = 0
  #storedBytes = 0
  #waiting = 0
  #waitingBytes = 0
  #closed = false

  constructor(options: MemoryStoreOptions) {
    this.#schedule = options.scheduler ?? immediately
    this.#queueLength = options.queueLength ?? limits.commitQueueLength
    this.#queueBytes = options.queueBytes ?? limits.commitQueueBytes
  }

  get(key: Buffer): Promise<Entry | undefined> {
    return this.#run('get', () => readerOf(this.#tree).get(key))
  }

  getMany(keys: readonly Buffer[]): Promise<(Entry | undefined)[]> {
    return this.#run('getMany', () => readerOf(this.#tree).getMany(keys))
  }

  range(range: Range): Promise<Entry[]> {
    return this.#run('range', () => readerOf(this.#tree).range(range))
  }

  snapshot(): Promise<KvSnapshot> {
    return this.#run('snapshot', () => new MemorySnapshot(this.#tree))
  }

  async commit(commit: Commit): Promise<CommitResult> {
    assertCommit(commit)
    this.#assertOpen()
    const bytes = commitBytes(commit)
    if (this.#waiting >= this.#queueLength || this.#waitingBytes + bytes > this.#queueBytes) {
      return { outcome: 'overloaded' }
    }
    this.#waiting += 1
    this.#waitingBytes += bytes
    try {
      return await this.#run('commit', () => this.#apply(commit))
    } finally {
      this.#waiting -= 1
      this.#waitingBytes -= bytes
    }
  }

  async stats(): Promise<KvStats> {
    this.#assertOpen()
    return await Promise.resolve({ bytes: this.#storedBytes, queuedCommits: this.#waiting })
  }

  async close(): Promise<void> {
    this.#closed = true
    await Promise.allSettled(this.#underWay)
    this.#tree = emptyTree
  }

  #apply(commit: Commit): CommitResult {
    for (const [index, check] of commit.checks.entries()) {
      const version = find(this.#tree, check.key)?.version ?? 'absent'
      if (version !== check.version) return { outcome: 'conflict', check: index }
    }
    this.#version += 1
    for (const write of commit.writes) {
      const key = stampedKey(write, this.#version)
      const { value } = write
      const old = find(this.#tree, key)
      if (old !== undefined) this.#storedBytes -= old.key.length + old.value.length
      if (value === undefined) {
        this.#tree = remove(this.#tree, key)
      } else {
        const entry = { key: Buffer.from(key), value: Buffer.from(value), version: this.#version }
        this.#tree = insert(this.#tree, entry)
        this.#storedBytes += key.length + value.length
      }
    }
    return { outcome: 'committed', version: this.#version }
  }

  async #run<T>(operation: SchedulePoint['operation'], act: () => T | Promise<T>): Promise<T> {
    this.#assertOpen()
    const done = this.#scheduled(operation, act)
    this.#underWay.add(done)
    try {
      return await done
    } finally {
      this.#underWay.delete(done)
    }
  }

  async #scheduled<T>(
    operation: SchedulePoint['operation'],
    act: () => T | Promise<T>,
  ): Promise<T> {
    await this.#schedule({ operation, phase: 'start' })
    const result = await act()
    await this.#schedule({ operation, phase: 'answer' })
    return result
  }

  #assertOpen(): void {
    if (this.#closed) throw new StorageError('closed', 'the store is closed: open it again')
  }
}

class MemorySnapshot implements KvSnapshot {
  #reader: KvReader | undefined

  constructor(tree: Tree) {
    this.#reader = readerOf(tree)
  }

  async get(key: Buffer): Promise<Entry | undefined> {
    return await this.#open().get(key)
  }

  async getMany(keys: readonly Buffer[]): Promise<(Entry | undefined)[]> {
    return await this.#open().getMany(keys)
  }

  async range(range: Range): Promise<Entry[]> {
    return await this.#open().range(range)
  }

  async release(): Promise<void> {
    this.#reader = undefined
    await Promise.resolve()
  }

  #open(): KvReader {
    if (this.#reader === undefined)
      throw new StorageError('closed', 'the snapshot was released: take a new one')
    return this.#reader
  }
}

function readerOf(tree: Tree): KvReader {
  return {
    get: (key) => Promise.resolve(copied(find(tree, key))),
    getMany: (keys) => Promise.resolve(keys.map((key) => copied(find(tree, key)))),
    range: (range) => Promise.resolve(rangeOf(tree, range)),
  }
}

function rangeOf(tree: Tree, range: Range): Entry[] {
  assertRange(range)
  const found: Entry[] = []
  let bytes = 0
  for (const entry of walk(tree, range.start, range.end, range.reverse ?? false)) {
    found.push(copy(entry))
    bytes += entry.value.length
    if (found.length === range.limit || bytes >= (range.byteLimit ?? Infinity)) break
  }
  return found
}

function copied(entry: Entry | undefined): Entry | undefined {
  return entry === undefined ? undefined : copy(entry)
}

/** A caller owns the buffers it is given, so the tree keeps its own. */
function copy(entry: Entry): Entry {
  return { key: Buffer.from(entry.key), value: Buffer.from(entry.value), version: entry.version }
}
