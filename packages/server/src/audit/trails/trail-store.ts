import { limits, type RowSealer } from '../../base/index.ts'
import { cloudTrailError } from '../../errors/index.ts'
import { StorageError, type KvStore } from '../../storage/kv.ts'
import type { Trail } from './trail.ts'

/**
 * First bytes of every storage key of trails (`engine/rows/spaces.ts` lists the spaces). Below them:
 *
 *     version                → nothing; its version tells that trails were changed
 *     account · account id   → the account's trails, sealed: few, so that their number is decided in one row
 */
const space = Buffer.of(0x32, 0x01)
const versionKey = Buffer.concat([space, Buffer.from('v')])
const accounts = Buffer.concat([space, Buffer.from('a')])
const accountsEnd = Buffer.concat([space, Buffer.from('b')])
const noBytes = Buffer.alloc(0)

function accountKey(accountId: string): Buffer {
  return Buffer.concat([accounts, Buffer.from(accountId, 'latin1')])
}

/** The trails of all accounts. */
export class TrailStore {
  readonly #store: KvStore
  readonly #sealer: RowSealer
  readonly #changed: (() => Promise<void>)[] = []

  constructor(store: KvStore, sealer: RowSealer) {
    this.#store = store
    this.#sealer = sealer
  }

  /** Calls back after each change that this process makes, before it is answered. */
  onChange(action: () => Promise<void>): void {
    this.#changed.push(action)
  }

  /** Grows with every change of a trail, whichever process makes it. */
  async version(): Promise<number> {
    return (await this.#store.get(versionKey))?.version ?? 0
  }

  /** The trails of an account, by name. */
  async list(accountId: string): Promise<readonly Trail[]> {
    const key = accountKey(accountId)
    const entry = await this.#store.get(key)
    return entry === undefined ? [] : this.#open(accountId, key, entry.value)
  }

  async find(accountId: string, name: string): Promise<Trail | undefined> {
    return (await this.list(accountId)).find((trail) => trail.name === name)
  }

  /** The trails of every account. */
  async all(): Promise<Trail[]> {
    const found: Trail[] = []
    let start = accounts
    for (;;) {
      const entries = await this.#store.range({
        start,
        end: accountsEnd,
        limit: limits.trailAccounts,
      })
      for (const { key, value } of entries) {
        found.push(...this.#open(key.toString('latin1', accounts.length), key, value))
      }
      const last = entries.at(-1)
      if (last === undefined || entries.length < limits.trailAccounts) return found
      start = Buffer.concat([last.key, Buffer.of(0)])
    }
  }

  /**
   * Changes the trails of an account, again where another change came between. `change` answers the trails
   * as they shall be, or the very list that it got to leave them; it may be called more than once.
   */
  async change(
    accountId: string,
    change: (trails: readonly Trail[]) => readonly Trail[],
  ): Promise<void> {
    const key = accountKey(accountId)
    for (let attempt = 0; attempt < limits.commitAttempts; attempt++) {
      const entry = await this.#store.get(key)
      const before = entry === undefined ? [] : this.#open(accountId, key, entry.value)
      const after = change(before)
      if (after === before) return
      const text = JSON.stringify([...after].sort((a, b) => (a.name < b.name ? -1 : 1)))
      const value =
        after.length === 0
          ? undefined
          : this.#sealer.seal(accountId, key, noBytes, Buffer.from(text, 'utf8'))
      const result = await this.#store.commit({
        checks: [{ key, version: entry?.version ?? 'absent' }],
        writes: [
          { key, value },
          { key: versionKey, value: Buffer.of(1) },
        ],
      })
      if (result.outcome === 'conflict') continue
      if (result.outcome !== 'committed') {
        throw new StorageError('io', `A change of a trail ended as ${result.outcome}`)
      }
      for (const action of this.#changed) await action()
      return
    }
    throw cloudTrailError('ConflictException', 'The trail is being changed by another request.')
  }

  #open(accountId: string, key: Buffer, value: Buffer): Trail[] {
    return JSON.parse(this.#sealer.open(accountId, key, value).toString('utf8')) as Trail[]
  }
}
