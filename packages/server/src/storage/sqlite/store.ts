import { statSync } from 'node:fs'
import {
  StorageError,
  type Commit,
  type CommitResult,
  type Entry,
  type KvReader,
  type KvSnapshot,
  type KvStats,
  type KvStore,
  type NotesRow,
  type Range,
} from '../kv.ts'
import type { Committer } from './commit-queue.ts'
import type { Connection } from './connection.ts'
import { withStorageErrors } from './failures.ts'
import type { StoreFiles } from './files.ts'
import { readsOf } from './reads.ts'
import type { RowCache } from './row-cache.ts'
import { TurnReads } from './turn-reads.ts'

export interface StoreParts {
  readonly files: StoreFiles
  readonly database: Connection
  readonly committer: Committer
  /** Whether every commit to the file goes through this store, those of other processes too. */
  readonly sole: boolean
  /** Only where the store is the sole one. */
  readonly cache?: RowCache
  /** A further read connection, for a snapshot. */
  connect(): Connection
  /** Frees what belongs to the store besides its connections and its committer. */
  release(): void
}

/** Joins the reads of this process and a committer, here or elsewhere, to a store. */
export class SqliteStore implements KvStore {
  readonly #parts: StoreParts
  readonly #reads: KvReader
  /** Absent: other processes are told of commits before this one. */
  readonly #turn: TurnReads | undefined
  readonly #snapshots = new Set<Snapshot>()
  readonly writeNotesBy?: (row: NotesRow) => void
  #closing: Promise<void> | undefined

  constructor(parts: StoreParts) {
    this.#parts = parts
    const { committer } = parts
    if (committer.writeNotesBy !== undefined) {
      this.writeNotesBy = (row) => committer.writeNotesBy?.(row)
    }
    this.#turn = parts.sole ? new TurnReads(parts.database) : undefined
    this.#reads = readsOf(parts.database, parts.files.data, this.#turn, parts.cache)
  }

  // Every request reads: these hand on the reader's promise instead of awaiting it for another.
  get(key: Buffer): Promise<Entry | undefined> {
    return this.#closing === undefined ? this.#reads.get(key) : Promise.reject(closed())
  }

  getMany(keys: readonly Buffer[]): Promise<(Entry | undefined)[]> {
    return this.#closing === undefined ? this.#reads.getMany(keys) : Promise.reject(closed())
  }

  range(range: Range): Promise<Entry[]> {
    return this.#closing === undefined ? this.#reads.range(range) : Promise.reject(closed())
  }

  async commit(commit: Commit): Promise<CommitResult> {
    this.#assertOpen()
    const { committer, cache } = this.#parts
    const flight = cache?.depart(commit)
    let result: CommitResult | undefined
    try {
      result = await committer.commit(commit)
      return result
    } finally {
      this.#turn?.end()
      cache?.landed(flight, result)
    }
  }

  async snapshot(): Promise<KvSnapshot> {
    this.#assertOpen()
    const database = this.#parts.connect()
    const snapshot = new Snapshot(database, this.#parts.files.data, () => {
      this.#snapshots.delete(snapshot)
    })
    this.#snapshots.add(snapshot)
    return await Promise.resolve(snapshot)
  }

  async stats(): Promise<KvStats> {
    this.#assertOpen()
    const { data, wal } = this.#parts.files
    const sizeOf = (path: string): number => statSync(path, { throwIfNoEntry: false })?.size ?? 0
    const bytes = sizeOf(data) + sizeOf(wal)
    return await Promise.resolve({ bytes, queuedCommits: this.#parts.committer.queuedCommits })
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    for (const snapshot of this.#snapshots) await snapshot.release()
    try {
      await this.#parts.committer.close()
    } finally {
      this.#parts.database.close()
      this.#parts.release()
    }
  }

  #assertOpen(): void {
    if (this.#closing !== undefined) throw closed()
  }
}

function closed(): StorageError {
  return new StorageError('closed', 'the store is closed: open it again')
}

/** A read transaction on a connection of its own. */
class Snapshot implements KvSnapshot {
  readonly #database: Connection
  readonly #reads: KvReader
  readonly #onRelease: () => void

  constructor(database: Connection, path: string, onRelease: () => void) {
    this.#database = database
    this.#reads = readsOf(database, path)
    this.#onRelease = onRelease
    withStorageErrors(path, 'open', () => {
      // BEGIN takes no lock; the first read fixes the point in time.
      database.exec('BEGIN')
      database.prepare('SELECT value FROM meta').get()
    })
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
    if (this.#database.open) {
      this.#database.close()
      this.#onRelease()
    }
    await Promise.resolve()
  }

  #open(): KvReader {
    if (!this.#database.open)
      throw new StorageError('closed', 'the snapshot was released: take a new one')
    return this.#reads
  }
}
