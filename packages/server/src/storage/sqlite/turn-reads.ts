import type { Connection } from './connection.ts'
import { sqliteCode } from './failures.ts'

/**
 * One read transaction for all reads of a turn of the event loop: to open and close one takes longer than
 * to read a row. Only for the process through which every commit goes: it ends the transaction before it
 * tells anybody of a commit, so that a read which starts after that sees the commit.
 */
export class TurnReads {
  readonly #database: Connection
  readonly #begin: () => void
  readonly #commit: () => void
  #open = false

  constructor(database: Connection) {
    this.#database = database
    const begin = database.prepare('BEGIN')
    const commit = database.prepare('COMMIT')
    this.#begin = () => void begin.run()
    this.#commit = () => void commit.run()
  }

  /** To be called before each read. What is open ends with the turn at the latest. */
  readonly enter = (): void => {
    if (this.#open) return
    this.#begin()
    this.#open = true
    setImmediate(this.end)
  }

  /** To be called when a commit has an outcome, before anybody is told. */
  readonly end = (): void => {
    if (!this.#open) return
    this.#open = false
    // A failed read may have ended the transaction, and the store may have been closed.
    if (!this.#database.open || !this.#database.inTransaction) return
    try {
      this.#commit()
    } catch (error) {
      // After a read that failed, which its reader was told. Were this not the end of it, no read could begin.
      if (sqliteCode(error) === undefined) throw error
      this.#rollBack()
    }
  }

  #rollBack(): void {
    try {
      if (this.#database.inTransaction) this.#database.exec('ROLLBACK')
    } catch (error) {
      if (sqliteCode(error) === undefined) throw error
    }
  }
}
