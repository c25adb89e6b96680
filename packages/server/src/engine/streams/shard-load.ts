import { limits, type Clock, type Logger, type Random } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { splitShard } from '../log/shards.ts'
import type { Catalog } from '../tables/catalog.ts'
import { changeTable } from '../tables/change-table.ts'
import type { Growth } from '../tables/growth.ts'
import type { TableDescriptor } from '../tables/descriptor.ts'

/** What one shard takes within a time before it is split. */
export interface ShardBounds {
  readonly records: number
  readonly bytes: number
  readonly windowMs: number
}

/** What the service says that a shard takes, kept up for the window; one of several processes sees its share of it. */
export function shardBounds(processes: number): ShardBounds {
  const share = limits.streamLoadMs / 1000 / processes
  return {
    records: Math.ceil(limits.streamShardRecords * share),
    bytes: Math.ceil(limits.streamShardBytes * share),
    windowMs: limits.streamLoadMs,
  }
}

export interface ShardLoadDeps {
  readonly store: KvStore
  readonly catalog: Catalog
  readonly clock: Clock
  readonly random: Random
  readonly logger: Logger
  readonly bounds: ShardBounds
}

interface Load {
  since: number
  records: number
  bytes: number
}

/**
 * Splits the shard of a stream that takes more than one shard is good for: two children each take
 * half of its range, so that more consumers can read side by side. Each process judges by what it
 * writes itself.
 */
export class ShardLoad {
  readonly #deps: ShardLoadDeps
  /** By table and shard, the one that was counted for longest first. */
  readonly #loads = new Map<string, Load>()

  constructor(deps: ShardLoadDeps) {
    this.#deps = deps
  }

  /** Counts what a commit logged. Never rejects: what was committed stays so, and a split can wait. */
  async committed(growth: readonly Growth[]): Promise<void> {
    for (const { table, logged } of growth) {
      if (logged === undefined || !this.#isTooMuch(table.descriptor, logged)) continue
      await this.#split(table.descriptor, logged.shard)
    }
  }

  #isTooMuch({ id }: TableDescriptor, logged: NonNullable<Growth['logged']>): boolean {
    const { bounds, clock } = this.#deps
    const key = `${String(id)} ${String(logged.shard)}`
    const now = clock.monotonic()
    let load = this.#loads.get(key)
    if (load === undefined || now - load.since >= bounds.windowMs) {
      load = { since: now, records: 0, bytes: 0 }
      this.#loads.delete(key)
      this.#loads.set(key, load)
      this.#forgetOldest()
    }
    load.records++
    load.bytes += logged.bytes
    if (load.records <= bounds.records && load.bytes <= bounds.bytes) return false
    this.#loads.delete(key)
    return true
  }

  #forgetOldest(): void {
    if (this.#loads.size <= limits.streamLoads) return
    for (const key of this.#loads.keys()) {
      this.#loads.delete(key)
      return
    }
  }

  async #split({ accountId, name, id }: TableDescriptor, shard: number): Promise<void> {
    const { clock, logger } = this.#deps
    try {
      await changeTable(this.#deps, { accountId, name }, (table) => {
        if (table.id !== id || table.log === undefined) return table
        const log = splitShard(table.log, shard, clock.now())
        return log === table.log ? table : { ...table, log }
      })
    } catch (error) {
      logger.error('a shard of a stream was not split; it is tried again under load', error)
    }
  }
}
