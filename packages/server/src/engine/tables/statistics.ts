import { limits, type Clock, type Logger, type Random } from '../../base/index.ts'
import type { CommitResult, KvStore } from '../../storage/kv.ts'
import type { Sealer } from '../rows/sealer.ts'
import { countRows } from './count-rows.ts'
import type { Growth } from './growth.ts'
import { OwnSizes } from './own-sizes.ts'
import { addToBase, setBase } from './settle-sizes.ts'
import { none, processIdBytes, sizesOf, sum, type Size, type Sizes } from './statistics-rows.ts'
import type { StatisticsRows } from './statistics-rows.ts'
import type { Table } from './table.ts'

/** A count is repeated only after this many times the time that it took. */
const restFactor = 20
const restAtLeastMs = 1000
/** A count that ends within this time is waited for, so that small tables are always described exactly. */
const waitMs = 50

export interface TableStatistics extends Size {
  /** By name. */
  readonly indexes: ReadonlyMap<string, Size>
}

/** What one process knows of a table. */
interface Known {
  readonly own: OwnSizes
  /** As it was last counted, and kept up by what this process writes; absent unless a count was needed. */
  counted: Sizes | undefined
  /** Settled when a count under way has walked all. */
  walking: Promise<void> | undefined
  /** Since room was last needed. */
  isUsed: boolean
  isCounting: boolean
  notBefore: number
}

export interface StatisticsDeps {
  readonly store: KvStore
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** The system's. */
  readonly sealer: Sealer
  /** Whether other processes change the same store: what they did last is known a moment later. */
  readonly shared: boolean
  /** Told of what is committed, before the answer to it. Must not reject. */
  readonly committed?: (growth: readonly Growth[]) => Promise<void>
}

/**
 * How many items a table and its indexes hold, and their bytes: kept up by what is committed, so that to
 * describe a table costs the same however large it is. Each process adds up what it changes, and writes
 * that a moment later into a row of its own; `statistics-rows.ts` has the form. Only where a change may
 * be missing - a process was killed, the outcome of a commit was not learned, a table is older than
 * this, an index was filled - is a table counted by walking it, when it is asked about, in small turns with rests, and until
 * a count was made while nothing changed.
 */
export class Statistics {
  readonly #deps: StatisticsDeps
  readonly #process: Buffer
  /** By storage id of the table, the one not asked about for longest first. */
  readonly #known = new Map<number, Known>()
  #flushing: (() => void) | undefined
  #settling: (() => void) | undefined

  constructor(deps: StatisticsDeps) {
    this.#deps = deps
    this.#process = deps.random.bytes(processIdBytes)
  }

  async of(table: Table): Promise<TableStatistics> {
    const known = this.#of(table)
    const rows = await this.#living(table, known)
    const sizes = sum(rows.base?.sizes ?? none, this.#addedTo(rows, known))
    if (rows.base?.sizes.uncertain === false && !known.own.uncertain) {
      known.counted = undefined
      return named(table, sizes)
    }
    if (!known.isCounting && this.#deps.clock.monotonic() >= known.notBefore) {
      known.isCounting = true
      known.walking = new Promise((walked) => void this.#count(table, known, walked))
    }
    if (known.walking !== undefined) await Promise.race([known.walking, this.#rest(waitMs)])
    return named(table, known.counted ?? sizes)
  }

  /**
   * Sends a commit of rows that it may make larger or smaller, and counts what it changed once it is known
   * to be done. All such commits go through here.
   */
  async counted(
    growth: readonly Growth[],
    commit: () => Promise<CommitResult>,
  ): Promise<CommitResult> {
    const changes = growth.flatMap((each) => {
      const sizes = sizesOf(each)
      return sizes ? [{ table: each.table, sizes, known: this.#of(each.table) }] : []
    })
    for (const { table, known } of changes) {
      if (!known.own.isOpen) await known.own.open(table)
    }
    for (const { known } of changes) known.own.pending++
    let outcome: CommitResult['outcome'] = 'unknown'
    try {
      const result = await commit()
      outcome = result.outcome
      if (outcome === 'committed') await this.#deps.committed?.(growth)
      return result
    } finally {
      for (const { table, known, sizes } of changes) {
        known.own.pending--
        if (outcome === 'unknown') known.own.uncertain = true
        if (outcome !== 'committed') continue
        known.own.add(sizes, table)
        if (known.counted) known.counted = sum(known.counted, sizes)
      }
      if (changes.length > 0) this.#flushLater()
    }
  }

  /** Adds what is left to what is stored. */
  async stop(): Promise<void> {
    this.#flushing?.()
    this.#settling?.()
    for (const { own } of this.#known.values()) await own.fold()
  }

  #of({ descriptor: { id } }: Table): Known {
    const known = this.#known.get(id)
    if (known !== undefined) {
      known.isUsed = true
      return known
    }
    const added: Known = {
      own: new OwnSizes({ ...this.#deps, process: this.#process }, id),
      counted: undefined,
      walking: undefined,
      isUsed: false,
      isCounting: false,
      notBefore: -Infinity,
    }
    this.#known.set(id, added)
    if (this.#known.size > limits.statisticsTables) this.#dropOne(added)
    return added
  }

  /** Drops a table of which nothing is under way, and that was not asked for since the last time if there is one. */
  #dropOne(added: Known): void {
    for (const [id, known] of this.#known) {
      const { own, isCounting } = known
      if (known === added || own.isOpen || own.isDirty || own.pending > 0 || isCounting) continue
      this.#known.delete(id)
      if (!known.isUsed) return
      known.isUsed = false
      this.#known.set(id, known)
    }
  }

  /** The rows of a table, once those of processes that are no more were added to the base. */
  async #living(table: Table, { own }: Known): Promise<StatisticsRows> {
    const rows = await own.rows()
    const oldest = this.#deps.shared
      ? this.#deps.clock.now() - limits.statisticsDeadMs
      : Number.POSITIVE_INFINITY
    const dead = rows.processes.filter(
      ({ key, sizes }) => !key.subarray(-processIdBytes).equals(this.#process) && sizes.at < oldest,
    )
    if (dead.length === 0 || rows.base === undefined) return rows
    await addToBase(this.#deps, table.descriptor.id, rows.base, dead)
    return own.rows()
  }

  /** By this process, as of now, and by the others, as of a moment ago. */
  #addedTo({ processes }: StatisticsRows, { own }: Known): Sizes {
    return processes.reduce(
      (all, { key, sizes }) =>
        key.subarray(-processIdBytes).equals(this.#process) ? all : sum(all, sizes),
      own.added,
    )
  }

  /** Never rejects: what cannot be counted is counted when it is asked about again. */
  async #count(table: Table, known: Known, walked: () => void): Promise<void> {
    const { clock, store, shared, logger } = this.#deps
    const begun = clock.monotonic()
    let ended = begun
    try {
      await known.own.flush()
      const before = await known.own.rows()
      const { changes, pending } = known.own
      const counted = await countRows(store, clock, table)
      known.counted = counted
      ended = clock.monotonic()
      walked()
      // What others had committed before the count ended is in their rows by then.
      if (shared) await this.#rest(2 * limits.statisticsFlushMs)
      const quiet = pending === 0 && known.own.pending === 0 && known.own.changes === changes
      if (quiet && !known.own.isDirty) await setBase(this.#deps, table, before, counted)
    } catch (error) {
      logger.error(
        'a table could not be counted; it is counted when it is asked about again',
        error,
      )
    } finally {
      const took = ended - begun
      const rest = took < waitMs ? 0 : Math.max(restAtLeastMs, restFactor * took)
      known.notBefore = clock.monotonic() + rest
      known.walking = undefined
      known.isCounting = false
      walked()
    }
  }

  #flushLater(): void {
    this.#flushing ??= this.#deps.clock.after(limits.statisticsFlushMs, () => {
      this.#flushing = undefined
      void this.#flush()
    })
  }

  /** Writes what was added; later adds up what nothing was added to for a while. Never rejects. */
  async #flush(): Promise<void> {
    for (const { own } of this.#known.values()) if (own.isDirty) await own.flush()
    this.#settleLater()
  }

  #settleLater(): void {
    const { clock } = this.#deps
    this.#settling ??= clock.after(limits.statisticsIdleMs, () => {
      this.#settling = undefined
      void this.#settle()
    })
  }

  /** Never rejects. Comes back while there are rows of this process. */
  async #settle(): Promise<void> {
    let left = false
    for (const { own } of this.#known.values()) {
      if (own.isDirty) await own.flush()
      else if (own.isOpen && own.isIdle()) await own.fold()
      left ||= own.isOpen || own.isDirty
    }
    if (left) this.#settleLater()
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#deps.clock.after(ms, resolve)
    })
  }
}

function named(table: Table, sizes: Sizes): TableStatistics {
  return {
    ...atLeastNone(sizes),
    indexes: new Map(
      table.indexes.map(({ name, id }) => [name, atLeastNone(sizes.indexes[String(id)])] as const),
    ),
  }
}

/** What was not counted may have become smaller than nothing. */
function atLeastNone({ items, bytes }: Size = none): Size {
  return { items: Math.max(0, items), bytes: Math.max(0, bytes) }
}
