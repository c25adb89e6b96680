import type { RowSealer } from '../../base/index.ts'
import type { Commit, CommitResult, Companion } from '../../storage/kv.ts'
import type { Journal } from './journal.ts'
import type { KeptEvent } from './kept-event.ts'
import { answerRow, failureRow, type Answer } from './rows.ts'

/** Where the record of a request is. */
type Place =
  /** Nowhere yet. */
  | 'open'
  /** In a commit that is under way. */
  | 'joining'
  /** Committed with the change. */
  | 'joined'
  /** In a commit of unknown outcome. */
  | 'unknown'

export interface RecordingDeps {
  readonly journal: Journal
  readonly sealer: RowSealer
  /** Whether what is answered is to be added when it is known. */
  readonly awaits: boolean
  /** The record as the request stands now, one for each account that gets it; with an answer, its last form. */
  readonly events: (awaits: boolean, answer: Answer | undefined) => readonly KeptEvent[]
}

/**
 * The record of one request. It is written with the request's first commit; of a request that commits
 * nothing, at its end. What is known only then, the answer, follows in a row of its own.
 */
export class Recording implements Companion {
  readonly #deps: RecordingDeps
  #place: Place = 'open'
  #joined: readonly KeptEvent[] = []

  constructor(deps: RecordingDeps) {
    this.#deps = deps
  }

  /** Whether nothing of it is written, so that it may be dropped. */
  get isOpen(): boolean {
    return this.#place === 'open'
  }

  async join(
    commit: Commit,
    make: (commit: Commit) => Promise<CommitResult>,
  ): Promise<CommitResult> {
    if (this.#place !== 'open' || commit.writes.length === 0) return make(commit)
    this.#place = 'joining'
    let result: CommitResult | undefined
    try {
      const { journal, awaits, events } = this.#deps
      this.#joined = events(awaits, undefined)
      result = await make(journal.joined(commit, this.#joined))
      return result
    } finally {
      this.#place = placeAfter(result)
    }
  }

  /**
   * Ends the record. The promise, if there is one, is to be waited for before the request is answered.
   * @param durable Whether the record must be on disk then.
   */
  end(answer: Answer, durable: boolean): Promise<void> | undefined {
    const { journal, sealer, awaits, events } = this.#deps
    if (this.#place === 'joined') {
      if (awaits || answer.errorCode !== undefined) {
        for (const { eventId, shape } of this.#joined) {
          const row = shape === undefined ? answerRow : failureRow
          journal.addRow(row(sealer, eventId, answer))
        }
      }
      return undefined
    }
    for (const event of events(false, answer)) journal.add(event)
    this.#place = 'joined'
    return durable ? journal.persisted() : undefined
  }
}

function placeAfter(result: CommitResult | undefined): Place {
  switch (result?.outcome) {
    case 'committed':
      return 'joined'
    case 'unknown':
      return 'unknown'
    case 'conflict':
    case 'overloaded':
    case 'refused':
    case undefined:
      return 'open'
  }
}
