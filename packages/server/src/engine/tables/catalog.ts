import type { Random } from '../../base/index.ts'
import { resourceNotFound } from '../../errors/index.ts'
import type { Entry, KvStore } from '../../storage/kv.ts'
import type { DataKeySource } from '../data-keys.ts'
import type { Sealer } from '../rows/sealer.ts'
import { catalogKey } from '../rows/spaces.ts'
import { openTableKeys } from '../rows/table-keys.ts'
import type { TableDescriptor } from './descriptor.ts'
import { compileTable, type Table } from './table.ts'

export interface TableName {
  readonly accountId: string
  readonly name: string
}

export interface CatalogDeps {
  readonly store: KvStore
  readonly dataKeys: DataKeySource
  /** Seals the descriptors. */
  readonly sealer: Sealer
  readonly random: Random
  /**
   * Whether other processes change the same store. Then a cached table is compared with the stored
   * version at every use; otherwise this process sees every change itself.
   */
  readonly shared: boolean
}

/** Most tables held compiled at a time. */
const cachedTables = 1000
const noBytes = Buffer.alloc(0)

/** Finds tables by name, compiled and with their keys open. */
export class Catalog {
  readonly #deps: CatalogDeps
  readonly #cache = new Map<string, Table>()
  /** Grows with each {@link forget}, so that a load that began before does not bring back what was forgotten. */
  #generation = 0

  constructor(deps: CatalogDeps) {
    this.#deps = deps
  }

  /** The table. Throws ResourceNotFoundException in the words of the item operations. */
  async get(name: TableName): Promise<Table> {
    const table = await this.find(name)
    if (table === undefined) throw resourceNotFound()
    return table
  }

  async find(name: TableName): Promise<Table | undefined> {
    const id = `${name.accountId}/${name.name}`
    const cached = this.#cache.get(id)
    if (cached !== undefined && !this.#deps.shared) return cached

    const generation = this.#generation
    const key = catalogKey(name.accountId, name.name)
    const entry = await this.#deps.store.get(key)
    if (entry === undefined) {
      this.#cache.delete(id)
      return undefined
    }
    if (cached?.catalogVersion === entry.version) return cached

    const table = await this.#compile(name.accountId, entry)
    if (generation === this.#generation) this.#remember(id, table)
    return table
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

  /** The stored form of a descriptor. */
  seal(descriptor: TableDescriptor): Buffer {
    const key = catalogKey(descriptor.accountId, descriptor.name)
    const text = Buffer.from(JSON.stringify(descriptor))
    return this.#deps.sealer.seal(descriptor.accountId, key, noBytes, text)
  }

  async #compile(accountId: string, entry: Entry): Promise<Table> {
    const { sealer, dataKeys, random } = this.#deps
    const text = sealer.open(accountId, entry.key, entry.value).toString()
    const descriptor = JSON.parse(text) as TableDescriptor
    const keys = await openTableKeys(dataKeys, accountId, descriptor.name, descriptor.keys, random)
    return compileTable(descriptor, entry.key, entry.version, keys)
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
