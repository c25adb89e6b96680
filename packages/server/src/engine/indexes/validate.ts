import type { Entry, KvReader } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import { openRow } from '../tables/table-rows.ts'
import type { Index, Table } from '../tables/table.ts'
import { indexRow } from './index-writes.ts'

const rowsPerRead = 500

/**
 * Compares an index with the items of its table: there must be a row exactly where an item says so,
 * with exactly what it says. Gives a line for each difference, with storage keys and no values. Holds
 * a hash of all rows in memory, and expects that nothing is written meanwhile: for tests.
 */
export async function validateIndex(
  reader: KvReader,
  table: Table,
  index: Index,
): Promise<string[]> {
  const expected = new Map<string, string>()
  for await (const { key, value } of rowsOf(reader, table.prefix)) {
    const stored = openRow(table, key, value)
    const encoded = { size: stored.size, json: stored.json }
    const row = indexRow(table, index, { item: stored.item, encoded })
    if (row) expected.set(row.key.toString('hex'), row.content.json.toString('utf8'))
  }
  const faults: string[] = []
  for await (const { key, value } of rowsOf(reader, index.prefix)) {
    const name = key.toString('hex')
    const json = expected.get(name)
    if (json === undefined) faults.push(`${name} is there without an item`)
    else if (openRow(table, key, value).json.toString('utf8') !== json) {
      faults.push(`${name} is not as its item`)
    }
    expected.delete(name)
  }
  return [...faults, ...[...expected.keys()].map((name) => `${name} is missing`)]
}

async function* rowsOf(reader: KvReader, prefix: Buffer): AsyncGenerator<Entry> {
  let start = prefix
  for (;;) {
    const rows = await reader.range({ start, end: prefixEnd(prefix), limit: rowsPerRead })
    yield* rows
    const last = rows.at(-1)
    if (last === undefined) return
    start = Buffer.concat([last.key, Buffer.of(0)])
  }
}
