import { limits, type Clock, type Logger, type RowSealer } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { readHead } from './chain.ts'
import { readTrimmed } from './trim.ts'

export interface LogSizeDeps {
  readonly store: KvStore
  readonly sealer: RowSealer
  readonly lanes: number
  readonly clock: Clock
  readonly logger: Logger
  /** Default: the limit. */
  readonly bytes?: number
}

/**
 * Watches how much of the log waits for its readers, in every process: when a trail cannot be delivered
 * for long, requests are refused before the disk is full.
 */
export class LogSize {
  readonly #deps: LogSizeDeps
  #full = false
  #cancel: () => void = () => undefined
  #looking: Promise<void> = Promise.resolve()
  #stopped = false

  constructor(deps: LogSizeDeps) {
    this.#deps = deps
    this.#watch()
  }

  get full(): boolean {
    return this.#full
  }

  async stop(): Promise<void> {
    this.#stopped = true
    this.#cancel()
    await this.#looking
  }

  #watch(): void {
    this.#cancel = this.#deps.clock.after(limits.auditSizeEveryMs, () => {
      this.#looking = this.#look().finally(() => {
        if (!this.#stopped) this.#watch()
      })
    })
  }

  async #look(): Promise<void> {
    const { lanes, logger, bytes: most = limits.auditLogBytes } = this.#deps
    try {
      let bytes = 0
      for (let lane = 0; lane < lanes; lane++) {
        const { head } = await readHead(this.#deps, lane)
        bytes += head.bytes - (await readTrimmed(this.#deps, lane)).bytes
      }
      const full = bytes > most
      if (full !== this.#full) {
        if (full)
          logger.warn(
            'the audit log is full; no request is served until its trails are delivered',
            { bytes },
          )
        else logger.info('the audit log has room again', { bytes })
      }
      this.#full = full
    } catch (error) {
      logger.error('the size of the audit log could not be read', error)
    }
  }
}
