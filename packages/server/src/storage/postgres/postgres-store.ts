import { createHash } from 'node:crypto'
import pg from 'pg'
import { limits } from '../../base/index.ts'
import { assertCommit, commitBytes } from '../check-arguments.ts'
import {
  StorageError,
  type Commit,
  type CommitResult,
  type Entry,
  type KvSnapshot,
  type KvStats,
  type KvStore,
  type Range,
  type Write,
} from '../kv.ts'
import { commitFailure, isSerializationFailure, openFailure } from './failures.ts'
import { PostgresReader } from './reads.ts'
import * as sql from './sql.ts'

export interface PostgresStoreOptions {
  /** `postgres://user:password@host:port/database`, with the usual parameters for TLS. */
  readonly url: string
  /** Connections for reads and, apart from those, for commits. */
  readonly connections?: number
  readonly queueLength?: number
  readonly queueBytes?: number
}

/** Without sequential scans, a serializable commit depends only on the keys that it names. */
const commitSession = '-c default_transaction_isolation=serializable -c enable_seqscan=off'
const readSession = '-c default_transaction_isolation=read\\ committed'

/** Opens the store, making its relations in an empty database. Rejects with a StorageError. */
export async function openPostgresStore(options: PostgresStoreOptions): Promise<KvStore> {
  const lock = new pg.Client({ connectionString: options.url })
  lock.on('error', () => undefined)
  try {
    await lock.connect()
  } catch (error) {
    throw openFailure(error)
  }
  try {
    await prepareDatabase(lock)
    return new PostgresStore(options, lock)
  } catch (error) {
    await lock.end()
    throw error instanceof StorageError ? error : openFailure(error)
  }
}

async function prepareDatabase(client: pg.Client): Promise<void> {
  const { rows: locks } = await client.query<{ locked: boolean }>(sql.lockDatabase)
  if (locks[0]?.locked !== true) {
    throw new StorageError(
      'in-use',
      'Another server uses this PostgreSQL database. Stop it, or give this one a database of its own.',
    )
  }
  for (const statement of sql.createRelations) await client.query(statement)
  const { rows } = await client.query<{ version: number }>(sql.readFormat)
  if ((rows[0]?.version ?? 0) > sql.formatVersion) {
    throw new StorageError(
      'newer-version',
      'The database was written by a newer version of Strongroom. Start that version.',
    )
  }
}

class PostgresStore implements KvStore {
  readonly #lock: pg.Client
  readonly #readPool: pg.Pool
  readonly #commitPool: pg.Pool
  readonly #reader: PostgresReader
  readonly #queueLength: number
  readonly #queueBytes: number
  readonly #underWay = new Set<Promise<CommitResult>>()
  readonly #snapshots = new Set<PostgresSnapshot>()
  #waitingBytes = 0
  /** Ends when every earlier retry has: retries that run together only disturb each other again. */
  #retries: Promise<unknown> = Promise.resolve()
  #closing: Promise<void> | undefined

  constructor(options: PostgresStoreOptions, lock: pg.Client) {
    const max = options.connections ?? 16
    const pool = (session: string): pg.Pool => {
      const made = new pg.Pool({ connectionString: options.url, max, options: session })
      // A connection that breaks while idle is replaced; requests see their own failures.
      made.on('error', () => undefined)
      return made
    }
    this.#lock = lock
    this.#readPool = pool(readSession)
    this.#commitPool = pool(commitSession)
    this.#reader = new PostgresReader(this.#readPool)
    this.#queueLength = options.queueLength ?? limits.commitQueueLength
    this.#queueBytes = options.queueBytes ?? limits.commitQueueBytes
  }

  async get(key: Buffer): Promise<Entry | undefined> {
    this.#assertOpen()
    return this.#reader.get(key)
  }

  async getMany(keys: readonly Buffer[]): Promise<(Entry | undefined)[]> {
    this.#assertOpen()
    return this.#reader.getMany(keys)
  }

  async range(range: Range): Promise<Entry[]> {
    this.#assertOpen()
    return this.#reader.range(range)
  }

  async commit(commit: Commit): Promise<CommitResult> {
    this.#assertOpen()
    assertCommit(commit)
    const bytes = commitBytes(commit)
    if (
      this.#underWay.size >= this.#queueLength ||
      (this.#waitingBytes > 0 && this.#waitingBytes + bytes > this.#queueBytes)
    ) {
      return { outcome: 'overloaded' }
    }
    this.#waitingBytes += bytes
    const running = this.#commit(commit)
    this.#underWay.add(running)
    try {
      return await running
    } finally {
      this.#underWay.delete(running)
      this.#waitingBytes -= bytes
    }
  }

  async snapshot(): Promise<KvSnapshot> {
    this.#assertOpen()
    const client = await this.#readPool.connect()
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY')
    // The first read takes the snapshot, so one is made now.
    await client.query(sql.readFormat)
    const snapshot = new PostgresSnapshot(client, () => this.#snapshots.delete(snapshot))
    this.#snapshots.add(snapshot)
    return snapshot
  }

  async stats(): Promise<KvStats> {
    this.#assertOpen()
    const { rows } = await this.#readPool.query<{ bytes: string }>(
      `SELECT pg_total_relation_size('strongroom_kv') AS bytes`,
    )
    return { bytes: Number(rows[0]?.bytes ?? 0), queuedCommits: this.#underWay.size }
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#underWay)
    await Promise.all([...this.#snapshots].map((snapshot) => snapshot.release()))
    await Promise.all([this.#readPool.end(), this.#commitPool.end()])
    await this.#lock.end()
  }

  /** Sends the commit; when the database gave it up for the sake of others, again, one such commit at a time. */
  async #commit(commit: Commit): Promise<CommitResult> {
    const first = await this.#send(commit, 1)
    if (first !== 'given up') return first
    const retry = this.#retries.then(() => this.#send(commit, limits.commitAttempts))
    this.#retries = retry.catch(() => undefined)
    const result = await retry
    if (result !== 'given up') return result
    // The rows are contended beyond reason. Nothing was written; the caller reads again and decides.
    return commit.checks.length > 0
      ? { outcome: 'conflict', check: 0 }
      : { outcome: 'refused', reason: 'the rows are contended' }
  }

  async #send(commit: Commit, attempts: number): Promise<CommitResult | 'given up'> {
    const values = commitParameters(commit)
    const prefixes = prefixHashes(commit.writes)
    for (let attempt = 0; attempt < attempts; attempt++) {
      let client: pg.PoolClient
      try {
        client = await this.#commitPool.connect()
      } catch (error) {
        return { outcome: 'refused', reason: openFailure(error).message }
      }
      try {
        if (prefixes.length > 0) await client.query({ ...sql.lockPrefixes, values: [prefixes] })
        const { rows } = await client.query<{ position: string | null; version: string | null }>({
          ...sql.commit,
          values,
        })
        if (prefixes.length > 0) unlockAndRelease(client)
        else client.release()
        const [row] = rows
        return row?.version == null
          ? { outcome: 'conflict', check: Number(row?.position ?? 1) - 1 }
          : { outcome: 'committed', version: Number(row.version) }
      } catch (error) {
        const again = isSerializationFailure(error)
        // The end of a connection drops its locks, those that it waits for included.
        client.release(!again || prefixes.length > 0)
        if (!again) return commitFailure(error)
      }
    }
    return 'given up'
  }

  #assertOpen(): void {
    if (this.#closing) throw new StorageError('closed', 'The store is closed.')
  }
}

/** Reads of one connection within a transaction that does not see later commits. */
class PostgresSnapshot implements KvSnapshot {
  readonly #client: pg.PoolClient
  readonly #reader: PostgresReader
  readonly #onRelease: () => void
  #released: Promise<void> | undefined

  constructor(client: pg.PoolClient, onRelease: () => void) {
    this.#client = client
    this.#reader = new PostgresReader(client)
    this.#onRelease = onRelease
  }

  get(key: Buffer): Promise<Entry | undefined> {
    return this.#use((reader) => reader.get(key))
  }

  getMany(keys: readonly Buffer[]): Promise<(Entry | undefined)[]> {
    return this.#use((reader) => reader.getMany(keys))
  }

  range(range: Range): Promise<Entry[]> {
    return this.#use((reader) => reader.range(range))
  }

  release(): Promise<void> {
    this.#released ??= this.#release()
    return this.#released
  }

  async #release(): Promise<void> {
    this.#onRelease()
    await this.#client.query('COMMIT')
    this.#client.release()
  }

  async #use<T>(read: (reader: PostgresReader) => Promise<T>): Promise<T> {
    if (this.#released) throw new StorageError('closed', 'The snapshot is released.')
    return read(this.#reader)
  }
}

function commitParameters({ checks, writes }: Commit): unknown[] {
  const puts = writes.filter((write) => write.value !== undefined)
  return [
    checks.map((check) => check.key),
    checks.map((check) => (check.version === 'absent' ? null : check.version)),
    writes.filter((write) => write.value === undefined).map((write) => write.key),
    puts.map((write) => write.key),
    puts.map((write) => write.value),
    puts.map((write) => write.stampAt ?? null),
  ]
}

/** The commit can be seen by now, so its answer need not wait for this. */
function unlockAndRelease(client: pg.PoolClient): void {
  client.query(sql.unlockPrefixes).then(
    () => {
      client.release()
    },
    () => {
      client.release(true)
    },
  )
}

/** In one order for all commits, so that no two wait for each other. Equal hashes cost concurrency only. */
function prefixHashes(writes: readonly Write[]): number[] {
  const hashes = new Set<number>()
  for (const { key, stampAt } of writes) {
    if (stampAt === undefined) continue
    hashes.add(createHash('sha256').update(key.subarray(0, stampAt)).digest().readInt32BE(0))
  }
  return [...hashes].sort((a, b) => a - b)
}
