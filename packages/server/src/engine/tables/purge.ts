import type { Logger } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import { committedOrConflict } from '../commit-outcome.ts'
import { idPrefix, space } from '../rows/spaces.ts'

/** Rows removed by one commit: small, so that foreground writes hardly wait behind it. */
const rowsPerCommit = 200
const purgeSpace = Buffer.of(space.purge)

/**
 * Removes the rows of deleted tables in the background. The notes to do so are rows themselves, so
 * that a purge which a crash interrupts goes on at the next start.
 */
export class Purger {
  readonly #store: KvStore
  readonly #logger: Logger
  #running: Promise<void> | undefined
  #again = false
  #stopped = false

  constructor(store: KvStore, logger: Logger) {
    this.#store = store
    this.#logger = logger
  }

  /** Purges all that is noted, now or, where a purge is running, after it. Does not wait for it. */
  wake(): void {
    this.#again = true
    if (this.#stopped) return
    this.#running ??= this.#run()
  }

  /** Ends after the commit that is under way; what is left is purged at the next start. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#running
  }

  async #run(): Promise<void> {
    try {
      while (this.#again && !this.#stopped) {
        this.#again = false
        const end = prefixEnd(purgeSpace)
        for (const note of await this.#store.range({ start: purgeSpace, end, limit: 100 })) {
          const tableId = note.key.readUInt32BE(1)
          const done =
            (await this.#purge(idPrefix(space.item, tableId))) &&
            (await this.#purge(idPrefix(space.index, tableId)))
          if (!done) return
          await this.#remove([note.key])
          this.#again = true
        }
      }
    } catch (error) {
      this.#logger.error('purge failed; it goes on at the next start', error)
    } finally {
      this.#running = undefined
    }
  }

  /** Removes all rows with the prefix; false when it was stopped before the end. */
  async #purge(prefix: Buffer): Promise<boolean> {
    const range = { start: prefix, end: prefixEnd(prefix), limit: rowsPerCommit }
    while (!this.#stopped) {
      const rows = await this.#store.range(range)
      if (rows.length === 0) return true
      await this.#remove(rows.map((row) => row.key))
    }
    return false
  }

  async #remove(keys: readonly Buffer[]): Promise<void> {
    const writes = keys.map((key) => ({ key, value: undefined }))
    committedOrConflict(await this.#store.commit({ checks: [], writes }))
  }
}
