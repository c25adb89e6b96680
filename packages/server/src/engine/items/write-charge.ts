import { ApiError } from '../../errors/index.ts'
import type { Entry } from '../../storage/kv.ts'
import { consumedByWrite, doubled, writeUnits, type Consumed } from '../capacity.ts'
import { openRow } from '../tables/table-rows.ts'
import type { LogContext } from './log-writes.ts'
import { planWrite, type Plan, type Target } from './plan-write.ts'

/**
 * The way of every write past the meter of its table: it is let in before it is decided, charged what
 * its plan costs, and charged anew, without being asked again, when a conflict makes it be decided again.
 */
export class WriteCharge {
  readonly #transactional: boolean
  readonly #context: () => LogContext
  #charged: Consumed | undefined
  #admitted = false

  /** `context` is asked for each time that the write is decided. */
  constructor(transactional: boolean, context: () => LogContext) {
    this.#transactional = transactional
    this.#context = context
  }

  /** Decides a write, as {@link planWrite} does. Throws also where its table has no capacity left. */
  plan(target: Target, entry: Entry | undefined): Plan {
    const { meter } = target.table
    if (meter === undefined) return planWrite(target, entry, this.#context())
    if (!this.#admitted) meter.admitWrite()
    this.refund()
    const plan = this.#planCharged(target, entry)
    const consumed = this.#cost(consumedByWrite(plan.result))
    if (!this.#admitted) meter.admitIndexWrites(consumed)
    this.#admitted = true
    this.#charge(consumed)
    return plan
  }

  /** Gives back what was charged, where nothing was written after all. */
  refund(): void {
    this.#charged?.table.meter?.refundWrite(this.#charged)
    this.#charged = undefined
  }

  /** A condition that is not met costs what the item costs that it was held against. */
  #planCharged(target: Target, entry: Entry | undefined): Plan {
    try {
      return planWrite(target, entry, this.#context())
    } catch (error) {
      if (error instanceof ApiError && error.code === 'ConditionalCheckFailedException') {
        const { table, storageKey } = target
        const bytes = entry === undefined ? 0 : openRow(table, storageKey, entry.value).size
        this.#charge(this.#cost({ table, units: writeUnits(bytes), indexes: new Map() }))
      }
      throw error
    }
  }

  #cost(consumed: Consumed): Consumed {
    return this.#transactional ? doubled(consumed) : consumed
  }

  #charge(consumed: Consumed): void {
    consumed.table.meter?.chargeWrite(consumed)
    this.#charged = consumed
  }
}
