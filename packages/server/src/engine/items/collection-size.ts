import type { KvReader } from '../../storage/kv.ts'
import {
  attributeOf,
  encodeKeyComponent,
  prefixEnd,
  type AttributeMap,
} from '../../values/index.ts'
import { indexPartitionPrefix, partitionPrefix } from '../tables/table-rows.ts'
import type { Table } from '../tables/table.ts'
import { openRow } from '../tables/table-rows.ts'

const rowsPerRead = 500
const bytesPerRead = 1024 * 1024

/** Bytes of an item collection: the items of a partition key and their rows in local indexes. */
export async function itemCollectionBytes(
  reader: KvReader,
  table: Table,
  key: AttributeMap,
): Promise<number> {
  const hash = table.key.hash.flatMap(({ name }) => {
    const value = attributeOf(key, name)
    return value ? [encodeKeyComponent(value)] : []
  })
  const local = table.indexes.filter((index) => index.kind === 'local')
  const prefixes = [
    partitionPrefix(table, hash),
    ...local.map((index) => indexPartitionPrefix(table, index, hash)),
  ]
  let bytes = 0
  for (const prefix of prefixes) {
    let start = prefix
    for (;;) {
      const rows = await reader.range({
        start,
        end: prefixEnd(prefix),
        limit: rowsPerRead,
        byteLimit: bytesPerRead,
      })
      for (const row of rows) bytes += openRow(table, row.key, row.value).size
      const last = rows.at(-1)
      if (last === undefined) break
      start = Buffer.concat([last.key, Buffer.of(0)])
    }
  }
  return bytes
}
