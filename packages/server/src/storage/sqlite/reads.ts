import type { Entry, KvReader, Range } from '../kv.ts'
import { assertRange } from '../check-arguments.ts'
import type { Connection } from './connection.ts'
import { withStorageErrors } from './failures.ts'
import type { RowCache } from './row-cache.ts'
import type { TurnReads } from './turn-reads.ts'

type Row = readonly [version: number, value: Buffer]
type KeyedRow = readonly [key: Buffer, version: number, value: Buffer]

/**
 * The reads of one connection. They run on the calling thread and never wait for the writer. Without a turn,
 * each is a transaction of its own, or of the one that is open.
 */
export function readsOf(
  database: Connection,
  path: string,
  turn?: TurnReads,
  cache?: RowCache,
): KvReader {
  const get = database
    .prepare<[Buffer], Row>('SELECT version, value FROM entries WHERE key = ?')
    .raw()
  const rangeSql = (order: 'ASC' | 'DESC'): string =>
    `SELECT key, version, value FROM entries WHERE key >= ? AND key < ? ORDER BY key ${order} LIMIT ?`
  const forwards = database.prepare<[Buffer, Buffer, number], KeyedRow>(rangeSql('ASC')).raw()
  const backwards = database.prepare<[Buffer, Buffer, number], KeyedRow>(rangeSql('DESC')).raw()

  function stored(key: Buffer): Entry | undefined {
    const row = get.get(key)
    if (row === undefined) return undefined
    const [version, value] = row
    const kept = cache?.keep(key, version, value) === true
    return { key: Buffer.from(key), version, value: kept ? Buffer.from(value) : value }
  }

  const entryOf = (key: Buffer): Entry | undefined => cache?.get(key) ?? stored(key)

  function rangeOf(range: Range): Entry[] {
    const statement = range.reverse === true ? backwards : forwards
    const { start, end, limit, byteLimit } = range
    if (byteLimit === undefined) return statement.all(start, end, limit).map(keyed)
    const found: Entry[] = []
    let bytes = 0
    for (const row of statement.iterate(start, end, limit)) {
      const entry = keyed(row)
      found.push(entry)
      bytes += entry.value.length
      if (bytes >= byteLimit) break
    }
    return found
  }

  // One transaction is one point in time. Within a snapshot, one is already open.
  const manyOf = database.transaction((keys: readonly Buffer[]) => keys.map(entryOf))

  const inTurn = <T>(read: () => T): T => {
    turn?.enter()
    try {
      return read()
    } catch (error) {
      // What could not be read would fail every other read of the transaction.
      turn?.end()
      throw error
    }
  }
  const run = <T>(read: () => T): Promise<T> =>
    new Promise((resolve) => {
      resolve(withStorageErrors(path, 'open', () => inTurn(read)))
    })
  return {
    get: (key) => {
      const cached = cache?.get(key)
      return cached === undefined ? run(() => stored(key)) : Promise.resolve(cached)
    },
    getMany: (keys) =>
      run(() => (keys.length > 1 && !database.inTransaction ? manyOf(keys) : keys.map(entryOf))),
    range: (range) =>
      run(() => {
        assertRange(range)
        return rangeOf(range)
      }),
  }
}

function keyed(row: KeyedRow): Entry {
  return { key: row[0], version: row[1], value: row[2] }
}
