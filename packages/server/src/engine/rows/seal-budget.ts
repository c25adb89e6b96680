import type { Logger } from '../../base/index.ts'

/** How many rows one data key seals, and how the count survives a crash. In seals. */
export interface SealLimits {
  /** A data key is followed by the next before it has sealed this many rows, in all processes together. */
  readonly perKey: number
  /** The most that a process sets aside at a time. What it does not use is lost when it ends. */
  readonly block: number
  /**
   * What a process may seal before anything was set aside for it; at half of that it waits. The
   * distance of `perKey` from what GCM allows, 2^32, has room for 2^17 starts of processes.
   */
  readonly unreserved: number
}

export interface BudgetPort {
  /** Sets seals of an epoch aside in the store, durably; false when that many are not left. */
  reserve(tableId: number, epoch: number, seals: number): Promise<boolean>
  /** Gives the table its next data key. */
  rollOver(epoch: number): Promise<void>
}

/** A data key has sealed all that it may. The table's next key is on its way. */
export class SealsExhaustedError extends Error {
  override readonly name = 'SealsExhaustedError'

  constructor() {
    super('the data key of the table has no seals left in this process')
  }
}

/** A process's right to seal rows of one table under one data key. */
export class SealBudget {
  readonly #tableId: number
  readonly #epoch: number
  readonly #limits: SealLimits
  readonly #port: BudgetPort
  readonly #logger: Logger
  #left: number
  #block: number
  #spent = false
  #replenishing: Promise<void> | undefined

  constructor(
    table: { readonly id: number; readonly epoch: number },
    limits: SealLimits,
    port: BudgetPort,
    logger: Logger,
  ) {
    this.#tableId = table.id
    this.#epoch = table.epoch
    this.#limits = limits
    this.#port = port
    this.#logger = logger
    this.#left = limits.unreserved
    this.#block = Math.min(limits.unreserved, limits.block)
  }

  /** Counts one seal. Throws where no seal is left, which {@link starved} announces long before. */
  take(): void {
    if (this.#left <= 0) throw new SealsExhaustedError()
    this.#left--
    if (this.#left < this.#limits.unreserved && this.#replenishing === undefined && !this.#spent) {
      this.replenish().catch((error: unknown) => {
        this.#logger.error('seals could not be set aside; tried again at the next write', error)
      })
    }
  }

  /** Whether whoever comes next must wait for {@link replenish} first. */
  get starved(): boolean {
    return this.#left < this.#limits.unreserved / 2
  }

  /** Sets more seals aside, or has the next data key made. */
  replenish(): Promise<void> {
    this.#replenishing ??= this.#replenish().finally(() => {
      this.#replenishing = undefined
    })
    return this.#replenishing
  }

  /** Resolves when nothing is being set aside. */
  async settled(): Promise<void> {
    await this.#replenishing?.catch(() => undefined)
  }

  async #replenish(): Promise<void> {
    if (!this.#spent && (await this.#port.reserve(this.#tableId, this.#epoch, this.#block))) {
      this.#left += this.#block
      this.#block = Math.min(2 * this.#block, this.#limits.block)
      return
    }
    this.#spent = true
    await this.#port.rollOver(this.#epoch)
  }
}
