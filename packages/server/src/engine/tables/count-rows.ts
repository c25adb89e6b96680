import type { Clock } from '../../base/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import type { Size, Sizes } from './statistics-rows.ts'
import { openRow } from './table-rows.ts'
import type { Table } from './table.ts'

/** Rows counted before other work gets its turn. */
const rowsPerTurn = 200

/** Counts a table and its indexes by walking them in small turns. */
export async function countRows(reader: KvReader, clock: Clock, table: Table): Promise<Sizes> {
  const own = await countUnder(reader, clock, table, table.prefix)
  const indexes: Record<string, Size> = {}
  for (const index of table.indexes) {
    indexes[String(index.id)] = await countUnder(reader, clock, table, index.prefix)
  }
  return { ...own, indexes }
}

async function countUnder(
  reader: KvReader,
  clock: Clock,
  table: Table,
  prefix: Buffer,
): Promise<Size> {
  const end = prefixEnd(prefix)
  let start = prefix
  let items = 0
  let bytes = 0
  for (;;) {
    const rows = await reader.range({ start, end, limit: rowsPerTurn })
    for (const row of rows) {
      items++
      bytes += openRow(table, row.key, row.value).size
    }
    const last = rows.at(-1)
    if (last === undefined || rows.length < rowsPerTurn) return { items, bytes }
    start = Buffer.concat([last.key, Buffer.of(0)])
    await new Promise<void>((resolve) => {
      clock.after(0, resolve)
    })
  }
}
