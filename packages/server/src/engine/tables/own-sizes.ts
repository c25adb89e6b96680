import { limits, type Clock, type Logger } from '../../base/index.ts'
import type { Check, KvStore, Write } from '../../storage/kv.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import type { Sealer } from '../rows/sealer.ts'
import {
  baseKey,
  none,
  openRows,
  ownKey,
  sizesRow,
  statisticsPrefix,
  sum,
  type BaseSizes,
  type Sizes,
  type StatisticsRows,
} from './statistics-rows.ts'
import { prefixEnd } from '../../values/index.ts'
import type { Table } from './table.ts'

type Done = ReturnType<typeof committedOrConflict>

export interface OwnSizesDeps {
  readonly store: KvStore
  readonly clock: Clock
  readonly logger: Logger
  /** The system's. */
  readonly sealer: Sealer
  /** Names this process. */
  readonly process: Buffer
}

/** What this process adds to one table, and its row of that. */
export class OwnSizes {
  readonly #deps: OwnSizesDeps
  readonly #tableId: number
  /** Since the row is there. */
  #added: Sizes = none
  /** As the row says. */
  #stored: Sizes = none
  #version: number | undefined
  #opening: Promise<void> | undefined
  #work: Promise<void> = Promise.resolve()
  /** Changes when it was last looked whether there are any. */
  #seen = -1
  #table: Table | undefined
  /** Commits under way that will change the sizes. */
  pending = 0
  /** Commits that changed them. */
  changes = 0
  /** Whether a commit's outcome was not learned. */
  uncertain = false

  constructor(deps: OwnSizesDeps, tableId: number) {
    this.#deps = deps
    this.#tableId = tableId
  }

  get added(): Sizes {
    return this.#added
  }

  get isOpen(): boolean {
    return this.#version !== undefined
  }

  get isDirty(): boolean {
    return this.#added !== this.#stored || this.uncertain
  }

  /** Whether nothing was changed since this was asked before. */
  isIdle(): boolean {
    const idle = this.#seen === this.changes
    this.#seen = this.changes
    return idle && this.pending === 0
  }

  /** Sees to it that there is a row, by which it is known that a process changes the table. */
  open(table: Table): Promise<void> | undefined {
    if (this.#version !== undefined) return undefined
    this.#opening ??= this.#queued(() => this.#open(table)).finally(() => {
      this.#opening = undefined
    })
    return this.#opening
  }

  add(sizes: Sizes, table: Table): void {
    this.#added = sum(this.#added, sizes)
    this.#table = table
    this.changes++
  }

  /** Writes what was added since. Never rejects: the next one writes it too. */
  flush(): Promise<void> {
    return this.#queued(() => this.#flush())
  }

  /** Adds the row to the base, and takes it away. */
  fold(): Promise<void> {
    return this.#queued(async () => {
      await this.#flush()
      if (this.pending === 0 && !this.isDirty) await this.#fold()
    })
  }

  async rows(): Promise<StatisticsRows> {
    const prefix = statisticsPrefix(this.#tableId)
    const range = { start: prefix, end: prefixEnd(prefix), limit: limits.statisticsRows }
    return openRows(this.#deps.sealer, this.#tableId, await this.#deps.store.range(range))
  }

  /** One after the other: each builds on the version that the one before left. */
  #queued(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => {
      this.#deps.logger.error('sizes of a table were not written; it is tried again', error)
    })
    return this.#work
  }

  async #open(table: Table): Promise<void> {
    if (this.#version !== undefined) return
    const { base, processes } = await this.rows()
    const own = processes.find(({ key }) => key.equals(this.#key()))
    if (own !== undefined) {
      this.#adopt(own)
      return
    }
    const atBase = baseKey(this.#tableId)
    const result = await this.#commit(
      base
        ? [{ key: atBase, version: base.version }]
        : [
            { key: table.catalogKey, version: table.catalogVersion },
            { key: atBase, version: 'absent' },
          ],
      [this.#row(none), ...(base ? [] : [this.#base({ ...none, uncertain: true })])],
      'absent',
    )
    if (result.outcome !== 'committed') return
    this.#version = result.version
    this.#stored = none
  }

  async #flush(): Promise<void> {
    if (!this.isDirty) return
    if (this.#version === undefined && this.#table) await this.#open(this.#table)
    if (this.#version === undefined) return
    const { uncertain } = this
    const added = this.#added
    const base = uncertain ? (await this.rows()).base : undefined
    const result = await this.#commit(
      base ? [{ key: baseKey(this.#tableId), version: base.version }] : [],
      [this.#row(added), ...(base ? [this.#base({ ...base.sizes, uncertain: true })] : [])],
      this.#version,
    )
    if (result.outcome === 'committed') {
      this.#version = result.version
      this.#stored = added
      if (uncertain) this.uncertain = false
    } else if (result.check === 0) {
      await this.#lookAgain()
    }
  }

  /** The row is not as it was left: it was written after all, or another process took this one for dead. */
  async #lookAgain(): Promise<void> {
    const own = (await this.rows()).processes.find(({ key }) => key.equals(this.#key()))
    if (own !== undefined) {
      this.#adopt(own)
      return
    }
    this.#added = sum(this.#added, this.#stored, -1)
    this.#stored = none
    this.#version = undefined
    // Whoever counted since may have counted what is added now.
    this.uncertain = true
  }

  #adopt(own: { readonly version: number; readonly sizes: Sizes }): void {
    this.#version = own.version
    this.#stored = own.sizes
  }

  async #fold(): Promise<void> {
    const version = this.#version
    const { base } = await this.rows()
    if (version === undefined || base === undefined || this.pending > 0 || this.isDirty) return
    const kept = sum(base.sizes, this.#stored)
    const ids = this.#table?.indexes.map(({ id }) => String(id))
    const known = Object.entries(kept.indexes).filter(([id]) => ids?.includes(id) !== false)
    const sizes = { ...kept, indexes: Object.fromEntries(known), uncertain: base.sizes.uncertain }
    // From here on a write waits for a row of its own.
    this.#version = undefined
    const result = await this.#commit(
      [{ key: baseKey(this.#tableId), version: base.version }],
      [this.#base(sizes), { key: this.#key(), value: undefined }],
      version,
    ).catch((error: unknown) => {
      this.#version = version
      throw error
    })
    if (result.outcome === 'committed') {
      this.#added = this.#stored = none
    } else {
      this.#version = version
      if (result.check === 0) await this.#lookAgain()
    }
  }

  /** The first check is that of the own row. */
  async #commit(
    checks: readonly Check[],
    writes: readonly Write[],
    version: Check['version'],
  ): Promise<Done> {
    return committedOrConflict(
      await this.#deps.store.commit({
        checks: [{ key: this.#key(), version }, ...checks],
        writes,
        aside: true,
      }),
    )
  }

  #base(sizes: BaseSizes): Write {
    return sizesRow(this.#deps.sealer, baseKey(this.#tableId), sizes)
  }

  #key(): Buffer {
    return ownKey(this.#tableId, this.#deps.process)
  }

  #row(sizes: Sizes): Write {
    return sizesRow(this.#deps.sealer, this.#key(), { ...sizes, at: this.#deps.clock.now() })
  }
}
