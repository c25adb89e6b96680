import { limits, type Random, type Secret } from '../../base/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import { createSealer, DamagedRowError, systemEpoch, type Sealer } from '../rows/sealer.ts'
import { catalogKey, space } from '../rows/spaces.ts'
import { epochsOf, OpenTableKey, tableContext } from '../rows/table-keys.ts'
import type { DataKeySource } from '../data-keys.ts'
import type { TableDescriptor } from './descriptor.ts'

/** A table as its row in the catalogue names it; without a descriptor where that row does not open. */
export interface StoredTable {
  readonly accountId: string
  readonly name: string
  readonly descriptor: TableDescriptor | undefined
}

/** Every table of every account, of a store that nobody needs to serve. */
export async function* storedTables(
  store: KvReader,
  systemKey: Secret,
  random: Random,
): AsyncGenerator<StoredTable> {
  const sealer = createSealer(systemEpoch, systemKey, random)
  let start: Buffer = Buffer.of(space.catalog)
  const end = Buffer.of(space.catalog + 1)
  for (;;) {
    const entries = await store.range({ start, end, limit: limits.backgroundRows })
    for (const { key, value } of entries) {
      const accountId = key.toString('latin1', 1, 13)
      const name = key.toString('latin1', 13)
      try {
        const text = sealer.open(accountId, key, value).toString()
        yield { accountId, name, descriptor: JSON.parse(text) as TableDescriptor }
      } catch (error) {
        if (!(error instanceof DamagedRowError)) throw error
        yield { accountId, name, descriptor: undefined }
      }
    }
    const last = entries.at(-1)
    if (last === undefined) return
    start = Buffer.concat([last.key, Buffer.of(0)])
  }
}

/** The record of one table; undefined where there is none. Throws DamagedRowError where it does not open. */
export async function storedTable(
  store: KvReader,
  system: Sealer,
  accountId: string,
  name: string,
): Promise<TableDescriptor | undefined> {
  const key = catalogKey(accountId, name)
  const entry = await store.get(key)
  if (entry === undefined) return undefined
  return JSON.parse(system.open(accountId, key, entry.value).toString()) as TableDescriptor
}

/** Numbers of a table's data keys, oldest first. */
export function dataKeysOf({ keys }: TableDescriptor): readonly number[] {
  return epochsOf(keys)
}

/** Opens every key of a table: names those that do not open. Rejects as `source` does. */
export async function faultyKeys(
  { accountId, name, keys }: TableDescriptor,
  source: Pick<DataKeySource, 'unwrap'>,
  random: Random,
): Promise<readonly string[]> {
  const plaintext = await source.unwrap(keys.dataKey, tableContext(accountId, name))
  const tableKey = new OpenTableKey(accountId, plaintext, random)
  try {
    return tableKey.faults(keys)
  } finally {
    tableKey.close()
  }
}
