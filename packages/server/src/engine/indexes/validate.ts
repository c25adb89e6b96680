import type { Entry, KvReader } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import { openRow } from '../tables/table-rows.ts'
import type { StoredItem } from '../rows/item-row.ts'
import type { Expiry, Index, Table } from '../tables/table.ts'
import { expiryRow } from './expiry-rows.ts'
import { indexRow } from './index-writes.ts'

const rowsPerRead = 500

/**
 * Compares an index with the items of its table: there must be a row exactly where an item says so,
 * with exactly what it says. Gives a line for each difference, with storage keys and no values. Holds
 * a copy of all rows in memory, and expects that nothing is written meanwhile: for tests.
 */
export function validateIndex(reader: KvReader, table: Table, index: Index): Promise<string[]> {
  return compare(
    reader,
    table,
    index.prefix,
    (stored) => {
      const encoded = { size: stored.size, json: stored.json }
      const row = indexRow(table, index, { item: stored.item, encoded })
      return row && [row.key, row.content.json.toString('utf8')]
    },
    ({ key, value }) => openRow(table, key, value).json.toString('utf8'),
  )
}

/** The same for the rows by which items expire. */
export function validateExpiry(reader: KvReader, table: Table, expiry: Expiry): Promise<string[]> {
  return compare(
    reader,
    table,
    expiry.prefix,
    (stored, storageKey) => {
      const row = expiryRow(table, expiry, storageKey, stored.item)
      return row && [row.key, '']
    },
    () => '',
  )
}

async function compare(
  reader: KvReader,
  table: Table,
  prefix: Buffer,
  expect: (item: StoredItem, storageKey: Buffer) => [key: Buffer, content: string] | undefined,
  contentOf: (row: Entry) => string,
): Promise<string[]> {
  const expected = new Map<string, string>()
  for await (const { key, value } of rowsOf(reader, table.prefix)) {
    const row = expect(openRow(table, key, value), key)
    if (row) expected.set(row[0].toString('hex'), row[1])
  }
  const faults: string[] = []
  for await (const row of rowsOf(reader, prefix)) {
    const name = row.key.toString('hex')
    const content = expected.get(name)
    if (content === undefined) faults.push(`${name} is there without an item`)
    else if (contentOf(row) !== content) faults.push(`${name} is not as its item`)
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
