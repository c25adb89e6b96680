import { limits, type Clock } from '../../base/index.ts'
import { TableMeter } from './table-meter.ts'
import type { MeteredTable } from './metered.ts'

export interface ThroughputSettings {
  /** How many processes serve the store: each holds tables to its share. */
  readonly processes: number
  /** Of the ARNs by which refusals name what has nothing left. */
  readonly region: string
}

/**
 * The meters of the tables that this process serves, by incarnation. They are kept in memory only,
 * and of so many tables: one that was not used for long, like all after a restart, begins anew with
 * full buckets.
 */
export class Meters {
  readonly #settings: ThroughputSettings | undefined
  readonly #clock: Clock
  readonly #meters = new Map<string, TableMeter>()

  /** Without settings nothing is bounded. */
  constructor(settings: ThroughputSettings | undefined, clock: Clock) {
    this.#settings = settings
    this.#clock = clock
  }

  /** The meter of a table as it is now; undefined where nothing bounds it, so that it costs nothing. */
  of(table: MeteredTable): TableMeter | undefined {
    if (this.#settings === undefined) return undefined
    const { region, processes } = this.#settings
    const { tableId, accountId, name } = table
    const resource = `arn:aws:dynamodb:${region}:${accountId}:table/${name}`
    const meter = this.#meters.get(tableId) ?? new TableMeter(this.#clock, resource)
    meter.configure(table, processes)
    this.#meters.delete(tableId)
    if (!meter.isBounded) return undefined
    this.#meters.set(tableId, meter)
    if (this.#meters.size > limits.meteredTables) this.#forgetOldest()
    return meter
  }

  #forgetOldest(): void {
    for (const oldest of this.#meters.keys()) {
      this.#meters.delete(oldest)
      return
    }
  }
}
