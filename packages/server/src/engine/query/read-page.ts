import { limits } from '../../base/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import type { StoredItem } from '../rows/item-row.ts'
import { openRow } from '../tables/table-rows.ts'
import type { Table } from '../tables/table.ts'
import type { KeyRange } from './key-range.ts'

/** Rows are fetched from the store this many at a time, fewer where the request asks for fewer. */
const firstFetch = 32
const nextFetch = 256

export interface PageRequest {
  readonly range: KeyRange
  readonly reverse: boolean
  /** Most rows to evaluate. */
  readonly limit: number | undefined
}

export interface Page {
  /** The rows evaluated, in order. */
  readonly rows: StoredItem[]
  /** Bytes of the rows as DynamoDB counts them. */
  readonly bytes: number
  /** Whether the page ended because of the limit or its size: there may be more. */
  readonly more: boolean
}

/**
 * Reads rows until the limit, the page size or the end of the range. The row with which the page
 * reaches its size belongs to the page, so a page is never empty while rows remain. As the service
 * does, a page that ends exactly at its limit says that there may be more.
 */
export async function readPage(
  reader: KvReader,
  table: Table,
  request: PageRequest,
): Promise<Page> {
  const { reverse } = request
  const limit = request.limit ?? Infinity
  const rows: StoredItem[] = []
  let bytes = 0
  let { start, end } = request.range
  let fetch = firstFetch
  while (start.compare(end) < 0) {
    const want = Math.min(fetch, limit - rows.length)
    const byteLimit = limits.pageBytes
    const entries = await reader.range({ start, end, limit: want, byteLimit, reverse })
    let valueBytes = 0
    for (const entry of entries) {
      valueBytes += entry.value.length
      const row = openRow(table, entry.key, entry.value)
      rows.push(row)
      bytes += row.size
      if (rows.length >= limit || bytes >= limits.pageBytes) return { rows, bytes, more: true }
    }
    const last = entries.at(-1)
    if (last === undefined || (entries.length < want && valueBytes < byteLimit)) break
    if (reverse) end = last.key
    else start = Buffer.concat([last.key, Buffer.of(0)])
    fetch = nextFetch
  }
  return { rows, bytes, more: false }
}
