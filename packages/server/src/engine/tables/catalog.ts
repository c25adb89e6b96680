import { limits, type Clock } from '../../base/index.ts'
import { resourceNotFound } from '../../errors/index.ts'
import type { Entry, KvStore } from '../../storage/kv.ts'
import type { TableKeyCache } from '../rows/key-cache.ts'
import type { Sealer } from '../rows/sealer.ts'
import { catalogKey, space } from '../rows/spaces.ts'
import type { Meters } from '../throughput/meters.ts'
import type { TableDescriptor } from './descriptor.ts'
import { compileTable, type Table, type TableRecord } from './table.ts'
import { isUsable } from './transition.ts'

export interface TableName {
  readonly accountId: string
  readonly name: string
}

export interface CatalogDeps {
  readonly store: KvStore
  readonly keys: TableKeyCache
  /** Seals the descriptors. */
  readonly sealer: Sealer
  readonly clock: Clock
  readonly meters: Meters
  /**
   * Whether other processes change the same store. Then a cached table is compared with the stored
   * version at every use; otherwise this process sees every change itself.
   */
  readonly shared: boolean
}

/** Most tables held compiled at a time. */
const cachedTables = 1000
/** How often a table is loaded for one request: its data key may have been followed by another meanwhile. */
const loads = 3
const noBytes = Buffer.alloc(0)

/** Finds tables by name, compiled and with their keys open. */
export class Catalog {
  readonly #deps: CatalogDeps
  readonly #cache = new Map<string, Table>()
  readonly #keyNames = new WeakMap<Table, readonly string[]>()
  /** Grows with each {@link forget}, so that a load that began before does not bring back what was forgotten. */
  #generation = 0
  #lookups = 0

  constructor(deps: CatalogDeps) {
    this.#deps = deps
  }

  /** Seals what is kept of tables apart from their own rows. */
  get sealer(): Sealer {
    return this.#deps.sealer
  }

  /**
   * The table, for one request: its keys are closed some time later. At hand where it is cached, since
   * every request asks. Throws ResourceNotFoundException
   * in the words of the item operations, and what the port of data keys throws.
   */
  get(name: TableName): Table | Promise<Table> {
    const found = this.find(name)
    return found instanceof Promise
      ? found.then((table) => this.#usable(table))
      : this.#usable(found)
  }

  /** How often a table was asked for, which every operation on items does: tells background work of company. */
  get lookups(): number {
    return this.#lookups
  }

  /** The table in whatever state it is. */
  find(name: TableName): Table | undefined | Promise<Table | undefined> {
    this.#lookups++
    const id = `${name.accountId}/${name.name}`
    const cached = this.#cache.get(id)
    if (cached?.keys.usable === true && !this.#deps.shared) return cached
    return this.#load(name, id, cached)
  }

  async #load(name: TableName, id: string, cached: Table | undefined): Promise<Table | undefined> {
    for (let load = 1; ; load++) {
      const generation = this.#generation
      const entry = await this.#deps.store.get(catalogKey(name.accountId, name.name))
      if (entry === undefined) {
        this.#cache.delete(id)
        return undefined
      }
      if (cached?.catalogVersion === entry.version && cached.keys.usable) return cached

      const table = await this.#compile(name.accountId, entry)
      if (generation === this.#generation) this.#remember(id, table)
      if (table.keys.usable || load === loads) return table
    }
  }

  #usable(table: Table | undefined): Table {
    if (table === undefined) throw resourceNotFound()
    const { transition } = table.descriptor
    if (transition !== undefined && !isUsable(table.descriptor, this.#deps.clock.now())) {
      throw resourceNotFound()
    }
    return table
  }

  /** As {@link look}, for each request: what is cached is taken where it is known to be the newest. */
  describe(name: TableName): TableRecord | undefined | Promise<TableRecord | undefined> {
    const cached = this.#cache.get(`${name.accountId}/${name.name}`)
    if (cached !== undefined && !this.#deps.shared) return cached
    return this.#described(name, cached)
  }

  async #described(name: TableName, cached: Table | undefined): Promise<TableRecord | undefined> {
    const entry = await this.#deps.store.get(catalogKey(name.accountId, name.name))
    if (entry === undefined) return undefined
    return cached?.catalogVersion === entry.version ? cached : this.#record(name.accountId, entry)
  }

  /** What is stored of a table, without its keys: it can be looked at when they are not available. */
  async look(name: TableName): Promise<TableRecord | undefined> {
    const entry = await this.#deps.store.get(catalogKey(name.accountId, name.name))
    return entry && this.#record(name.accountId, entry)
  }

  /** Names of the key attributes of a table that was used lately; empty for any other. */
  keyNames(name: TableName): readonly string[] {
    const table = this.#cache.get(`${name.accountId}/${name.name}`)
    if (table === undefined) return []
    const known = this.#keyNames.get(table)
    if (known !== undefined) return known
    const names = [...table.keyNames]
    this.#keyNames.set(table, names)
    return names
  }

  /** To be called when a table was changed, or found to be changed. */
  forget(name: TableName): void {
    this.#generation++
    this.#cache.delete(`${name.accountId}/${name.name}`)
  }

  /** Names in byte order, after the given one. */
  async list(accountId: string, after: string | undefined, limit: number): Promise<string[]> {
    const all = catalogKey(accountId, '')
    const start =
      after === undefined ? all : Buffer.concat([catalogKey(accountId, after), Buffer.of(0)])
    const end = Buffer.concat([all, Buffer.of(0xff)])
    const entries = await this.#deps.store.range({ start, end, limit })
    return entries.map((entry) => entry.key.toString('latin1', all.length))
  }

  /** Every table of every account, without its keys. */
  async *every(): AsyncGenerator<TableDescriptor> {
    let start: Buffer = Buffer.of(space.catalog)
    const end = Buffer.of(space.catalog + 1)
    for (;;) {
      const entries = await this.#deps.store.range({ start, end, limit: limits.backgroundRows })
      for (const entry of entries) {
        yield this.#record(entry.key.toString('latin1', 1, 13), entry).descriptor
      }
      const last = entries.at(-1)
      if (last === undefined) return
      start = Buffer.concat([last.key, Buffer.of(0)])
    }
  }

  /** The stored form of a descriptor. */
  seal(descriptor: TableDescriptor): Buffer {
    const key = catalogKey(descriptor.accountId, descriptor.name)
    const text = Buffer.from(JSON.stringify(descriptor))
    return this.#deps.sealer.seal(descriptor.accountId, key, noBytes, text)
  }

  #record(accountId: string, entry: Entry): TableRecord {
    const text = this.#deps.sealer.open(accountId, entry.key, entry.value).toString()
    const descriptor = JSON.parse(text) as TableDescriptor
    return { descriptor, catalogKey: entry.key, catalogVersion: entry.version }
  }

  async #compile(accountId: string, entry: Entry): Promise<Table> {
    const record = this.#record(accountId, entry)
    const { descriptor } = record
    // Its key may be back, but the table is not: it was given up.
    if (descriptor.encryption?.archivedAt !== undefined) throw resourceNotFound()
    const { keys, meters } = this.#deps
    const opened = await keys.open(descriptor, descriptor.keys)
    return compileTable(record, opened, meters.of(descriptor))
  }

  #remember(id: string, table: Table): void {
    this.#cache.delete(id)
    this.#cache.set(id, table)
    if (this.#cache.size <= cachedTables) return
    for (const oldest of this.#cache.keys()) {
      this.#cache.delete(oldest)
      return
    }
  }
}
