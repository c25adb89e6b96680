import { limits, type Clock, type Logger, type Random } from '../../base/index.ts'
import { ApiError } from '../../errors/index.ts'
import type { DataKeySource } from '../data-keys.ts'
import { SealBudget, type BudgetPort, type SealLimits } from './seal-budget.ts'
import { OpenTableKey, tableContext, type TableKeys, type WrappedTableKeys } from './table-keys.ts'

export interface KeyCacheDeps {
  readonly source: DataKeySource
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  /** Milliseconds after which an unwrapped key is asked for again: the time within which a disabled key shuts its tables. */
  readonly periodMs: number
  readonly seals: SealLimits
  /** Sets seals of an epoch aside; see BudgetPort. */
  reserve: BudgetPort['reserve']
  rollOver(table: KeyOwner, epoch: number): Promise<void>
}

/** A table as far as its keys are concerned. */
export interface KeyOwner {
  readonly accountId: string
  readonly name: string
  readonly id: number
}

interface Entry {
  readonly opening: Promise<OpenTableKey>
  opened: OpenTableKey | undefined
  cancel: () => void
}

/**
 * The one place where unwrapped table keys live. Each is unwrapped once, used for at most the
 * period, then retired, and erased when requests that began before have had time to end. That a key
 * is not available is remembered too, for a short time, so that requests do not hammer the port.
 */
export class TableKeyCache {
  readonly #deps: KeyCacheDeps
  /** By the wrapped form, which no two table keys share. */
  readonly #entries = new Map<string, Entry>()
  readonly #retired = new Set<OpenTableKey>()
  readonly #budgets = new Map<string, SealBudget>()
  #stopped = false

  constructor(deps: KeyCacheDeps) {
    this.#deps = deps
  }

  /** Table keys held now, those included that only wait to be erased. */
  get size(): number {
    return this.#entries.size + this.#retired.size
  }

  /** Makes the keys of a new table, under the KMS key of that ARN or the service's own. */
  async create(owner: Omit<KeyOwner, 'id'>, keyArn?: string): Promise<WrappedTableKeys> {
    const { wrapped, key } = await this.generate(owner, keyArn)
    return key.create(wrapped)
  }

  /** A fresh table key, which the cache keeps. */
  async generate(
    owner: Omit<KeyOwner, 'id'>,
    keyArn?: string,
  ): Promise<{ wrapped: string; key: OpenTableKey }> {
    const context = tableContext(owner.accountId, owner.name)
    const { plaintext, wrapped } = await this.#deps.source.generate(context, keyArn)
    const key = new OpenTableKey(owner.accountId, plaintext, this.#deps.random)
    this.#remember(wrapped, Promise.resolve(key), key)
    return { wrapped, key }
  }

  /** The keys of a table. Rejects as the port does when the key above is not available. */
  async open(owner: KeyOwner, wrapped: WrappedTableKeys): Promise<TableKeys> {
    const key = await this.tableKey(owner, wrapped)
    const budget = this.#budget(owner, wrapped.epoch)
    if (budget.starved) await budget.replenish()
    return key.keys(wrapped, budget)
  }

  /** The table key itself, to re-wrap what it wraps. */
  tableKey(owner: Omit<KeyOwner, 'id'>, wrapped: WrappedTableKeys): Promise<OpenTableKey> {
    const known = this.#entries.get(wrapped.dataKey)
    return known === undefined ? this.#unwrap(owner, wrapped.dataKey) : known.opening
  }

  /** Retires a table key at once: its table is gone, or has another. */
  forget(dataKey: string): void {
    const entry = this.#entries.get(dataKey)
    if (entry !== undefined) this.#retire(dataKey, entry)
  }

  /** Erases every key, when what is being set aside is. */
  async stop(): Promise<void> {
    await Promise.all([...this.#budgets.values()].map((budget) => budget.settled()))
    this.#stopped = true
    for (const [id, entry] of this.#entries) this.#retire(id, entry)
    for (const key of this.#retired) key.close()
    this.#retired.clear()
  }

  async #unwrap(owner: Omit<KeyOwner, 'id'>, dataKey: string): Promise<OpenTableKey> {
    const { source, random } = this.#deps
    const opening = source
      .unwrap(dataKey, tableContext(owner.accountId, owner.name))
      .then((plaintext) => new OpenTableKey(owner.accountId, plaintext, random))
    const entry = this.#remember(dataKey, opening, undefined)
    try {
      const key = await opening
      entry.opened = key
      if (this.#entries.get(dataKey) !== entry) this.#eraseLater(key)
      return key
    } catch (error) {
      // What says nothing of the key, such as a store that does not answer, is not remembered.
      if (error instanceof ApiError) this.#retireAfter(dataKey, entry, limits.keyRetryMs)
      else this.#retire(dataKey, entry)
      throw error
    }
  }

  #remember(id: string, opening: Promise<OpenTableKey>, opened: OpenTableKey | undefined): Entry {
    const entry: Entry = { opening, opened, cancel: () => undefined }
    this.#entries.set(id, entry)
    this.#retireAfter(id, entry, this.#deps.periodMs)
    if (this.#entries.size > limits.openTableKeys || this.#stopped) {
      for (const [oldest, other] of this.#entries) {
        this.#retire(oldest, other)
        break
      }
    }
    return entry
  }

  #retireAfter(id: string, entry: Entry, ms: number): void {
    entry.cancel()
    if (this.#entries.get(id) !== entry) return
    entry.cancel = this.#deps.clock.after(ms, () => {
      this.#retire(id, entry)
    })
  }

  #retire(id: string, entry: Entry): void {
    entry.cancel()
    if (this.#entries.get(id) === entry) this.#entries.delete(id)
    if (entry.opened !== undefined) this.#eraseLater(entry.opened)
  }

  #eraseLater(key: OpenTableKey): void {
    key.retire()
    if (this.#stopped) {
      key.close()
      return
    }
    this.#retired.add(key)
    this.#deps.clock.after(limits.keyGraceMs, () => {
      this.#retired.delete(key)
      key.close()
    })
  }

  #budget(owner: KeyOwner, epoch: number): SealBudget {
    const id = `${String(owner.id)}/${String(epoch)}`
    const known = this.#budgets.get(id)
    if (known !== undefined) return known
    const { seals, logger } = this.#deps
    const budget = new SealBudget(
      { id: owner.id, epoch },
      seals,
      {
        reserve: (tableId, ofEpoch, count) => this.#deps.reserve(tableId, ofEpoch, count),
        rollOver: (ofEpoch) => this.#deps.rollOver(owner, ofEpoch),
      },
      logger,
    )
    this.#budgets.set(id, budget)
    if (this.#budgets.size > limits.sealBudgets) {
      for (const oldest of this.#budgets.keys()) {
        this.#budgets.delete(oldest)
        break
      }
    }
    return budget
  }
}
