import type { Clock } from '../../base/index.ts'
import type { AliasRecord } from './key-record.ts'
import { kind, rowKey, type KmsRows } from './rows.ts'

/** The names of keys. One is unique in its account. */
export class AliasStore {
  readonly #rows: KmsRows
  readonly #clock: Clock

  constructor(rows: KmsRows, clock: Clock) {
    this.#rows = rows
    this.#clock = clock
  }

  async find(accountId: string, name: string): Promise<AliasRecord | undefined> {
    return (await this.#rows.get<AliasRecord>(accountId, rowKey(kind.alias, accountId, name)))
      ?.value
  }

  /** False when the name is taken. */
  create(accountId: string, name: string, keyId: string): Promise<boolean> {
    const key = rowKey(kind.alias, accountId, name)
    return this.#rows.commit([{ key, version: 'absent' }], [this.write(accountId, name, keyId)])
  }

  /** The row of a new alias, to join another commit. */
  write(accountId: string, name: string, keyId: string) {
    const now = this.#clock.now()
    const alias: AliasRecord = { accountId, name, keyId, createdAt: now, updatedAt: now }
    return this.#rows.write(accountId, rowKey(kind.alias, accountId, name), alias)
  }

  /** Undefined when there is none. */
  retarget(accountId: string, name: string, keyId: string): Promise<AliasRecord | undefined> {
    const key = rowKey(kind.alias, accountId, name)
    return this.#rows.change<AliasRecord>(accountId, key, (before) => ({
      ...before,
      keyId,
      updatedAt: this.#clock.now(),
    }))
  }

  async remove(accountId: string, name: string): Promise<void> {
    await this.#rows.change<AliasRecord>(
      accountId,
      rowKey(kind.alias, accountId, name),
      () => undefined,
    )
  }

  /** In the order of their names, after the given one. */
  async list(accountId: string, after: string | undefined, limit: number): Promise<AliasRecord[]> {
    const prefix = rowKey(kind.alias, accountId)
    const found = await this.#rows.list<AliasRecord>(accountId, prefix, after, limit)
    return found.map(({ value }) => value)
  }

  /** Those of one key: it has few, but all of the account's are looked at. */
  async of(accountId: string, keyId: string): Promise<AliasRecord[]> {
    const found: AliasRecord[] = []
    for await (const { row } of this.#rows.every<AliasRecord>(kind.alias, accountId)) {
      if (row.value.keyId === keyId) found.push(row.value)
    }
    return found
  }
}
