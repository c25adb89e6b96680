import { limits } from '../../base/index.ts'
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
  let bytes = 0
  for await (const each of partsOf(reader, table, key)) bytes += each
  return bytes
}

/** The same of a collection that a few reads reach the end of; of a larger one `ended` is false, and the bytes are those read. */
export async function smallCollectionBytes(
  reader: KvReader,
  table: Table,
  key: AttributeMap,
): Promise<{ bytes: number; ended: boolean }> {
  let bytes = 0
  let reads = 0
  for await (const each of partsOf(reader, table, key)) {
    bytes += each
    if (++reads > limits.collectionReads) return { bytes, ended: false }
  }
  return { bytes, ended: true }
}

/** The bytes that each read finds. */
async function* partsOf(
  reader: KvReader,
  table: Table,
  key: AttributeMap,
): AsyncGenerator<number, void> {
  const hash = hashOf(table, key)
  const local = table.indexes.filter((index) => index.kind === 'local')
  const prefixes = [
    partitionPrefix(table, hash),
    ...local.map((index) => indexPartitionPrefix(table, index, hash)),
  ]
  for (const prefix of prefixes) {
    let start = prefix
    for (;;) {
      const rows = await reader.range({
        start,
        end: prefixEnd(prefix),
        limit: rowsPerRead,
        byteLimit: bytesPerRead,
      })
      const last = rows.at(-1)
      if (last === undefined) break
      yield rows.reduce((sum, row) => sum + openRow(table, row.key, row.value).size, 0)
      start = Buffer.concat([last.key, Buffer.of(0)])
    }
  }
}

/** Names the collection of a key, as writes do. */
export function collectionId(table: Table, key: AttributeMap): string {
  return partitionPrefix(table, hashOf(table, key)).toString('latin1')
}

function hashOf(table: Table, key: AttributeMap): Buffer[] {
  return table.key.hash.flatMap(({ name }) => {
    const value = attributeOf(key, name)
    return value ? [encodeKeyComponent(value)] : []
  })
}
