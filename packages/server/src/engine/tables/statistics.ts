import type { Clock } from '../../base/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import { openRow } from './table-rows.ts'
import type { Table } from './table.ts'

/** Rows counted before other work gets its turn. */
const rowsPerTurn = 200
/** A count is repeated only after this many times the time that it took. */
const restFactor = 20
const restAtLeastMs = 1000
/** A count that ends within this time is waited for, so that small tables are always described exactly. */
const waitMs = 50

export interface TableStatistics {
  readonly items: number
  readonly bytes: number
  readonly indexes: ReadonlyMap<string, { readonly items: number; readonly bytes: number }>
}

interface Known {
  statistics: TableStatistics
  counting: Promise<void> | undefined
  notBefore: number
}

const nothing: TableStatistics = { items: 0, bytes: 0, indexes: new Map() }
const rememberedTables = 1000

/**
 * How many items a table and its indexes hold, and their bytes. Counted by walking the table, in
 * small turns and with long rests; a table that is large shows a count that is some minutes old,
 * where the cloud service shows one of about six hours.
 */
export class Statistics {
  readonly #reader: KvReader
  readonly #clock: Clock
  readonly #known = new Map<string, Known>()

  constructor(reader: KvReader, clock: Clock) {
    this.#reader = reader
    this.#clock = clock
  }

  async of(table: Table): Promise<TableStatistics> {
    const id = table.descriptor.tableId
    const known: Known = this.#known.get(id) ?? {
      statistics: nothing,
      counting: undefined,
      notBefore: -Infinity,
    }
    this.#known.delete(id)
    this.#known.set(id, known)
    if (this.#known.size > rememberedTables) this.#known.delete(firstKey(this.#known))

    if (known.counting === undefined && this.#clock.monotonic() >= known.notBefore) {
      known.counting = this.#count(table, known)
    }
    if (known.counting !== undefined) await Promise.race([known.counting, this.#rest(waitMs)])
    return known.statistics
  }

  async #count(table: Table, known: Known): Promise<void> {
    const begun = this.#clock.monotonic()
    try {
      const own = await this.#countRows(table, table.prefix)
      const indexes = new Map<string, { items: number; bytes: number }>()
      for (const index of table.indexes) {
        indexes.set(index.name, await this.#countRows(table, index.prefix))
      }
      known.statistics = { ...own, indexes }
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

function firstKey(map: ReadonlyMap<string, unknown>): string {
  for (const key of map.keys()) return key
  return ''
}
