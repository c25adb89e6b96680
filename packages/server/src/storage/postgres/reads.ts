import type { ClientBase, Pool } from 'pg'
import { assert } from '../../base/index.ts'
import { assertRange } from '../check-arguments.ts'
import type { Entry, KvReader, Range } from '../kv.ts'
import { readFailure } from './failures.ts'
import * as sql from './sql.ts'

/** A row as the driver gives it: bigint comes as text. */
interface Row {
  readonly key: Buffer
  readonly value: Buffer
  readonly version: string
}

/** The reads, over a pool or over one connection that is in a transaction. */
export class PostgresReader implements KvReader {
  readonly #client: Pool | ClientBase

  constructor(client: Pool | ClientBase) {
    this.#client = client
  }

  async get(key: Buffer): Promise<Entry | undefined> {
    const [row] = await this.#rows({ ...sql.get, values: [key] })
    return row && entryOf(row)
  }

  async getMany(keys: readonly Buffer[]): Promise<(Entry | undefined)[]> {
    const rows = await this.#rows({ ...sql.getMany, values: [keys] })
    const found = new Map(rows.map((row) => [row.key.toString('latin1'), row]))
    return keys.map((key) => {
      const row = found.get(key.toString('latin1'))
      return row && entryOf(row)
    })
  }

  async range(range: Range): Promise<Entry[]> {
    assertRange(range)
    const statement = range.reverse === true ? sql.rangeReverse : sql.rangeForward
    const values = [range.start, range.end, range.limit, range.byteLimit ?? null]
    return (await this.#rows({ ...statement, values })).map(entryOf)
  }

  async #rows(query: { name: string; text: string; values: unknown[] }): Promise<Row[]> {
    try {
      return (await this.#client.query<Row>(query)).rows
    } catch (error) {
      throw readFailure(error)
    }
  }
}

function entryOf(row: Row): Entry {
  const version = Number(row.version)
  assert(Number.isSafeInteger(version) && version > 0, 'a stored version is a positive integer')
  return { key: row.key, value: row.value, version }
}
