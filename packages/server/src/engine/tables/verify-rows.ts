import { limits, type Random, type Secret } from '../../base/index.ts'
import type { Entry, KvReader } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import type { DataKeySource } from '../data-keys.ts'
import { openLogRow } from '../log/log-row.ts'
import { createSealer, DamagedRowError, systemEpoch, type Sealer } from '../rows/sealer.ts'
import { idPrefix, space } from '../rows/spaces.ts'
import { OpenTableKey, tableContext } from '../rows/table-keys.ts'
import type { TableDescriptor } from './descriptor.ts'
import { storedTable } from './stored-keys.ts'

/** The rows of a table that are sealed under its keys. */
const kinds = [
  { kind: 'item', space: space.item },
  { kind: 'index row', space: space.index },
  { kind: 'log row', space: space.log },
] as const

export interface VerifyDeps {
  readonly store: KvReader
  readonly systemKey: Secret
  readonly source: Pick<DataKeySource, 'unwrap'>
  readonly random: Random
}

/** What is damaged of one kind, in one table. */
export interface DamagedRows {
  readonly kind: (typeof kinds)[number]['kind']
  readonly count: number
  /** Of the first of them, what is wrong; it names the row's place, and nothing that the row holds. */
  readonly first: string
}

/**
 * Opens every row of a table, a bounded page at a time, and counts those that do not open. A server may be
 * writing meanwhile: what does not open is read once more, under the keys that the table has by then. Rejects
 * as `source` does. `reached` is told after each page how many rows it had, and which share of the items is done.
 */
export async function damagedRows(
  deps: VerifyDeps,
  descriptor: TableDescriptor,
  reached: (rows: number, share: number) => void,
): Promise<DamagedRows[]> {
  const opener = new Opener(deps, descriptor)
  const found: DamagedRows[] = []
  try {
    for (const each of kinds) {
      let count = 0
      let first = ''
      for await (const rows of pagesOf(deps.store, idPrefix(each.space, descriptor.id))) {
        for (const row of rows) {
          const fault = await opener.faultOf(row)
          if (fault !== undefined && count++ === 0) first = fault
        }
        reached(rows.length, each.kind === 'item' ? shareAt(rows.at(-1)) : 1)
      }
      if (count > 0) found.push({ kind: each.kind, count, first })
    }
  } finally {
    opener.close()
  }
  return found
}

async function* pagesOf(store: KvReader, prefix: Buffer): AsyncGenerator<Entry[]> {
  let start = prefix
  const end = prefixEnd(prefix)
  for (;;) {
    const bounds = { limit: limits.backgroundRows, byteLimit: limits.backfillBytes }
    const rows = await store.range({ start, end, ...bounds })
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    start = Buffer.concat([last.key, Buffer.of(0)])
  }
}

/** Items lie by the MACs of their partition keys, which are spread evenly. */
function shareAt(item: Entry | undefined): number {
  const macAt = 1 + 4
  return item === undefined || item.key.length < macAt + 4
    ? 0
    : item.key.readUInt32BE(macAt) / 2 ** 32
}

/** Opens rows of one table under the keys that its record names, which may change meanwhile. */
class Opener {
  readonly #deps: VerifyDeps
  readonly #system: Sealer
  #descriptor: TableDescriptor
  #tableKey: OpenTableKey | undefined
  #sealer: Sealer | undefined

  constructor(deps: VerifyDeps, descriptor: TableDescriptor) {
    this.#deps = deps
    this.#system = createSealer(systemEpoch, deps.systemKey, deps.random)
    this.#descriptor = descriptor
  }

  /** Why a row does not open, by its place; undefined where it opens, or is gone by now. */
  async faultOf(row: Entry): Promise<string | undefined> {
    const fault = await this.#tried(row)
    if (fault === undefined) return undefined
    const { store } = this.#deps
    // The row first: the keys that it was sealed under are then in the record.
    const now = await store.get(row.key)
    if (now === undefined) return undefined
    const { accountId, name, id, keys } = this.#descriptor
    const table = await storedTable(store, this.#system, accountId, name)
    if (table?.id !== id) return undefined
    const sameKeys = JSON.stringify(table.keys) === JSON.stringify(keys)
    if (sameKeys && now.version === row.version) return fault
    if (!sameKeys) this.close()
    this.#descriptor = table
    return this.#tried(now)
  }

  close(): void {
    this.#tableKey?.close()
    this.#tableKey = undefined
    this.#sealer = undefined
  }

  async #tried(row: Entry): Promise<string | undefined> {
    const table = this.#sealer ?? (await this.#open())
    const { accountId } = this.#descriptor
    try {
      if (row.key[0] === space.log) openLogRow({ table, system: this.#system }, accountId, row)
      else table.open(accountId, row.key, row.value)
      return undefined
    } catch (error) {
      if (error instanceof DamagedRowError) return error.message
      throw error
    }
  }

  async #open(): Promise<Sealer> {
    const { accountId, name, keys } = this.#descriptor
    const context = tableContext(accountId, name)
    const plaintext = await this.#deps.source.unwrap(keys.dataKey, context)
    this.#tableKey = new OpenTableKey(accountId, plaintext, this.#deps.random)
    this.#sealer = this.#tableKey.opener(keys)
    return this.#sealer
  }
}
