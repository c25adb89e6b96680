import type { Clock } from '../../base/index.ts'
import type { CommitResult, KvReader } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import type { Growth } from './growth.ts'
import { openRow } from './table-rows.ts'
import type { Table } from './table.ts'

/** Rows counted before other work gets its turn. */
const rowsPerTurn = 200
/** A count is repeated only after this many times the time that it took. */
const restFactor = 20
const restAtLeastMs = 1000
/** A count that ends within this time is waited for, so that small tables are always described exactly. */
const waitMs = 50
/** A count that is kept up by what is written is made anew after this time, for safety. */
const verifyMs = 86_400_000

interface Size {
  readonly items: number
  readonly bytes: number
}

export interface TableStatistics extends Size {
  readonly indexes: ReadonlyMap<string, Size>
}

interface Known {
  statistics: TableStatistics
  counting: Promise<void> | undefined
  notBefore: number
  /** Which indexes were counted, and in which state. */
  shape: string
  /** Whether the count was right when it was made, and all that was committed since is known. */
  exact: boolean
  countedAt: number
  /** Commits that changed the table since it is known. */
  changes: number
}

export interface StatisticsDeps {
  readonly reader: KvReader
  readonly clock: Clock
  /** Whether other processes change the same store: then a count cannot be kept up by what this one writes. */
  readonly shared: boolean
  /** Told of what is committed, before the answer to it. Must not reject. */
  readonly committed?: (growth: readonly Growth[]) => Promise<void>
}

const nothing: TableStatistics = { items: 0, bytes: 0, indexes: new Map() }
const rememberedTables = 1000

/**
 * How many items a table and its indexes hold, and their bytes. A table that somebody asks about is
 * counted once, by walking it in small turns; from then on the count is kept up by what each commit
 * changes, so that it is live and costs no walk. Where that cannot be (other processes write too, or
 * something was written during the walk), it is counted anew, with long rests: a large table then
 * shows a count that is some minutes old, where the cloud service shows one of about six hours.
 * Nothing of this is stored, so that a crash leaves nothing to mend.
 */
export class Statistics {
  readonly #reader: KvReader
  readonly #clock: Clock
  readonly #shared: boolean
  readonly #committed: NonNullable<StatisticsDeps['committed']>
  readonly #known = new Map<string, Known>()
  /** Commits under way, by table. */
  readonly #pending = new Map<string, number>()

  constructor({ reader, clock, shared, committed }: StatisticsDeps) {
    this.#reader = reader
    this.#clock = clock
    this.#shared = shared
    this.#committed = committed ?? (() => Promise.resolve())
  }

  async of(table: Table): Promise<TableStatistics> {
    const id = table.descriptor.tableId
    const known: Known = this.#known.get(id) ?? {
      statistics: nothing,
      counting: undefined,
      notBefore: -Infinity,
      shape: '',
      exact: false,
      countedAt: -Infinity,
      changes: 0,
    }
    this.#known.delete(id)
    this.#known.set(id, known)
    if (this.#known.size > rememberedTables) this.#known.delete(firstKey(this.#known))

    const now = this.#clock.monotonic()
    if (this.#isLive(known, table, now)) return known.statistics
    if (known.counting === undefined && now >= known.notBefore) {
      known.counting = this.#count(table, known)
    }
    if (known.counting !== undefined) await Promise.race([known.counting, this.#rest(waitMs)])
    return known.statistics
  }

  /**
   * Sends a commit of item writes, and counts what it changed once it is known to be done. All such
   * commits go through here. An outcome that is not known makes the next question count anew.
   */
  async counted(
    growth: readonly Growth[],
    commit: () => Promise<CommitResult>,
  ): Promise<CommitResult> {
    const result = await this.#counted(growth, commit)
    if (result.outcome === 'committed') await this.#committed(growth)
    return result
  }

  async #counted(
    growth: readonly Growth[],
    commit: () => Promise<CommitResult>,
  ): Promise<CommitResult> {
    if (this.#shared) return commit()
    const ids = growth.map(({ table }) => table.descriptor.tableId)
    for (const id of ids) this.#pending.set(id, (this.#pending.get(id) ?? 0) + 1)
    let outcome: CommitResult['outcome'] = 'unknown'
    try {
      const result = await commit()
      outcome = result.outcome
      return result
    } finally {
      for (const each of growth) this.#settle(each, outcome)
    }
  }

  #settle(growth: Growth, outcome: CommitResult['outcome']): void {
    const id = growth.table.descriptor.tableId
    const left = (this.#pending.get(id) ?? 1) - 1
    if (left > 0) this.#pending.set(id, left)
    else this.#pending.delete(id)
    const known = this.#known.get(id)
    if (known === undefined) return
    if (outcome === 'unknown') known.exact = false
    if (outcome === 'committed' || outcome === 'unknown') known.changes++
    if (outcome === 'committed') known.statistics = grown(known.statistics, growth)
  }

  #isLive(known: Known, table: Table, now: number): boolean {
    return known.exact && known.shape === shapeOf(table) && now < known.countedAt + verifyMs
  }

  async #count(table: Table, known: Known): Promise<void> {
    const id = table.descriptor.tableId
    const begun = this.#clock.monotonic()
    const { changes } = known
    const quiet = !this.#pending.has(id)
    try {
      const own = await this.#countRows(table, table.prefix)
      const indexes = new Map<string, Size>()
      for (const index of table.indexes) {
        indexes.set(index.name, await this.#countRows(table, index.prefix))
      }
      known.statistics = { ...own, indexes }
      known.shape = shapeOf(table)
      known.countedAt = this.#clock.monotonic()
      // A commit that began before or ends after may have been counted or not.
      known.exact = !this.#shared && quiet && !this.#pending.has(id) && known.changes === changes
    } finally {
      const ended = this.#clock.monotonic()
      known.notBefore =
        ended - begun < waitMs
          ? ended
          : ended + Math.max(restAtLeastMs, restFactor * (ended - begun))
      known.counting = undefined
    }
  }

  async #countRows(table: Table, prefix: Buffer): Promise<{ items: number; bytes: number }> {
    const end = prefixEnd(prefix)
    let start = prefix
    let items = 0
    let bytes = 0
    for (;;) {
      const rows = await this.#reader.range({ start, end, limit: rowsPerTurn })
      for (const row of rows) {
        items++
        bytes += openRow(table, row.key, row.value).size
      }
      const last = rows.at(-1)
      if (last === undefined || rows.length < rowsPerTurn) return { items, bytes }
      start = Buffer.concat([last.key, Buffer.of(0)])
      await this.#rest(0)
    }
  }

  #rest(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#clock.after(ms, resolve)
    })
  }
}

/** Which indexes there are; one that is being filled is another than the same one filled. */
function shapeOf(table: Table): string {
  return table.indexes.map(({ id, state }) => `${String(id)}${state ?? ''}`).join(' ')
}

function grown(before: TableStatistics, growth: Growth): TableStatistics {
  const indexes = new Map(before.indexes)
  for (const { index, items, bytes } of growth.indexes) {
    const size = indexes.get(index.name)
    if (size) indexes.set(index.name, { items: size.items + items, bytes: size.bytes + bytes })
  }
  return { items: before.items + growth.items, bytes: before.bytes + growth.bytes, indexes }
}

function firstKey(map: ReadonlyMap<string, unknown>): string {
  for (const key of map.keys()) return key
  return ''
}
