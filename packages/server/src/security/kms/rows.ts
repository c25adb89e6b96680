import { createHash } from 'node:crypto'
import { limits, type RowSealer } from '../../base/index.ts'
import { StorageError, type Check, type KvStore, type Write } from '../../storage/kv.ts'

/** First byte of every storage key of KMS; `engine/rows/spaces.ts` lists the others. */
const space = 0x20
const noBytes = Buffer.alloc(0)
const zero = Buffer.of(0)

/**
 * The second byte. Below it:
 *
 *     key       account · key id                               → the key's record
 *     alias     account · name                                 → the alias
 *     grant     account · key id · grant id                    → the grant
 *     grantee   account · key id · hash of grantee · grant id   → the same grant, found by whom it is for
 *     retiring  account · hash of principal · key id · grant id → the same, by who may retire it
 */
export const kind = {
  key: 'k',
  alias: 'a',
  grant: 'g',
  grantee: 'p',
  retiring: 'r',
} as const
export type Kind = (typeof kind)[keyof typeof kind]

export interface Row<Value> {
  readonly key: Buffer
  readonly version: number
  readonly value: Value
}

export function rowKey(of: Kind, accountId: string, ...parts: string[]): Buffer {
  const tail = Buffer.from(`${of}${accountId}${parts.join('')}`, 'latin1')
  return Buffer.concat([Buffer.of(space), tail])
}

/** 32 characters that stand for a principal in storage keys. */
export function principalMark(principal: string): string {
  return createHash('sha256').update(principal).digest('hex').slice(0, 32)
}

/** The rows of KMS, sealed. */
export class KmsRows {
  readonly #store: KvStore
  readonly #sealer: RowSealer

  constructor(store: KvStore, sealer: RowSealer) {
    this.#store = store
    this.#sealer = sealer
  }

  async get<Value>(accountId: string, key: Buffer): Promise<Row<Value> | undefined> {
    const entry = await this.#store.get(key)
    if (entry === undefined) return undefined
    return { key, version: entry.version, value: this.#open(accountId, key, entry.value) }
  }

  /** Rows in the order of their keys, after the one that ends with `after`. */
  async list<Value>(
    accountId: string,
    prefix: Buffer,
    after: string | undefined,
    limit: number,
  ): Promise<Row<Value>[]> {
    const start =
      after === undefined ? prefix : Buffer.concat([prefix, Buffer.from(after, 'latin1'), zero])
    const end = Buffer.concat([prefix, Buffer.of(0xff)])
    const entries = await this.#store.range({ start, end, limit })
    return entries.map(({ key, version, value }) => ({
      key,
      version,
      value: this.#open(accountId, key, value),
    }))
  }

  write(accountId: string, key: Buffer, value: object): Write {
    const body = Buffer.from(JSON.stringify(value))
    return { key, value: this.#sealer.seal(accountId, key, noBytes, body) }
  }

  /** False on a conflict. Throws a StorageError when nothing, or nothing certain, was written. */
  async commit(checks: readonly Check[], writes: readonly Write[]): Promise<boolean> {
    const result = await this.#store.commit({ checks: [...checks], writes: [...writes] })
    if (result.outcome === 'committed') return true
    if (result.outcome === 'conflict') return false
    throw new StorageError('io', `A change of a KMS key ended as ${result.outcome}`)
  }

  /**
   * Changes a row, again where another change came between. `change` answers undefined to delete
   * it, and may be called more than once. Undefined when there is no such row.
   */
  async change<Value extends object>(
    accountId: string,
    key: Buffer,
    change: (before: Value) => Value | undefined,
  ): Promise<Value | undefined> {
    for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
      const row = await this.get<Value>(accountId, key)
      if (row === undefined) return undefined
      const after = change(row.value)
      if (after === row.value) return after
      const write =
        after === undefined ? { key, value: undefined } : this.write(accountId, key, after)
      if (await this.commit([{ key, version: row.version }], [write])) return after
    }
    throw new StorageError('io', 'A KMS key is changed by too many at a time')
  }

  /** Every row of a kind, of one account or of all, page by page. */
  async *every<Value>(
    of: Kind,
    accountId = '',
  ): AsyncGenerator<{ accountId: string; row: Row<Value> }> {
    for await (const { owner, key, version, open } of this.closed<Value>(of, accountId)) {
      yield { accountId: owner, row: { key, version, value: open() } }
    }
  }

  /** As {@link every}, each row still closed, since one that is damaged need not hide the others. */
  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the row's key says what is in it
  async *closed<Value>(
    of: Kind,
    accountId = '',
  ): AsyncGenerator<{ owner: string; key: Buffer; version: number; open: () => Value }> {
    const prefix = rowKey(of, accountId)
    const end = Buffer.concat([prefix, Buffer.of(0xff)])
    let start = prefix
    for (;;) {
      const entries = await this.#store.range({ start, end, limit: limits.kmsListed })
      for (const { key, version, value } of entries) {
        const owner = key.toString('latin1', 2, 14)
        yield { owner, key, version, open: () => this.#open(owner, key, value) }
      }
      const last = entries.at(-1)
      if (last === undefined || entries.length < limits.kmsListed) return
      start = Buffer.concat([last.key, zero])
    }
  }

  // eslint-disable-next-line @typescript-eslint/no-unnecessary-type-parameters -- the row's key says what is in it
  #open<Value>(accountId: string, key: Buffer, value: Buffer): Value {
    return JSON.parse(this.#sealer.open(accountId, key, value).toString()) as Value
  }
}
