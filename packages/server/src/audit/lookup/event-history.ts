import { createHash } from 'node:crypto'
import { limits, type Clock, type Logger } from '../../base/index.ts'
import { cloudTrailError } from '../../errors/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import type { Attribute } from './attributes.ts'
import {
  eventKey,
  numberOfIndex,
  placeAt,
  placeOfKey,
  type HistoryEvent,
  type HistoryRows,
} from './rows.ts'

export interface HistoryDeps {
  readonly store: KvStore
  readonly rows: HistoryRows
  readonly clock: Clock
  readonly logger: Logger
}

/** A question to the event history. */
export interface Lookup {
  readonly accountId: string
  /** Absent: every event. */
  readonly attribute: Attribute | undefined
  /** Seconds, both included; a fraction may stand. Absent: as far as the history goes. */
  readonly from: number | undefined
  readonly to: number | undefined
  readonly limit: number
  /** Of the page before. */
  readonly token: string | undefined
}

export interface LookupPage {
  /** The newest first. */
  readonly events: readonly HistoryEvent[]
  /** Where the next page begins; absent: there is none. */
  readonly token: string | undefined
}

/** The management events of the last 90 days, by attribute. */
export class EventHistory {
  readonly #deps: HistoryDeps

  constructor(deps: HistoryDeps) {
    this.#deps = deps
  }

  /** A page of events. Throws InvalidNextTokenException for a token of another question. */
  async lookup(asked: Lookup): Promise<LookupPage> {
    const { rows, store } = this.#deps
    const { accountId, attribute } = asked
    const prefix = rows.attributePrefix(accountId, attribute)
    const question = questionOf(asked)
    const oldest = this.#deps.clock.now() - limits.historyMs
    const from = asked.from === undefined ? oldest : Math.max(oldest, 1000 * Math.ceil(asked.from))
    const end = this.#end(asked, question)
    const start = placeAt(from)
    if (Buffer.compare(start, end) >= 0) return { events: [], token: undefined }
    const found = await store.range({
      start: Buffer.concat([prefix, start]),
      end: Buffer.concat([prefix, end]),
      limit: asked.limit + 1,
      reverse: true,
    })
    const page = found.slice(0, asked.limit)
    const last = page.at(-1)
    return {
      events: await this.#events(
        accountId,
        page.map(({ key }) => numberOfIndex(key)),
      ),
      token:
        found.length > page.length && last !== undefined
          ? rows.sealPlace(accountId, question, placeOfKey(last.key))
          : undefined,
    }
  }

  /** The place before which the page ends: that of the page before, or the end of the last second asked for. */
  #end({ accountId, token, to }: Lookup, question: Buffer): Buffer {
    if (token !== undefined) {
      const place = this.#deps.rows.openPlace(accountId, question, token)
      if (place !== undefined) return place
      throw cloudTrailError('InvalidNextTokenException', 'The token is not valid.')
    }
    return placeAt(to === undefined ? 2 ** 47 : Math.min(2 ** 47, 1000 * (Math.floor(to) + 1)))
  }

  async #events(accountId: string, numbers: readonly number[]): Promise<HistoryEvent[]> {
    const { rows, store, logger } = this.#deps
    const entries = await store.getMany(numbers.map((number) => eventKey(accountId, number)))
    return entries.flatMap((entry, at) => {
      if (entry !== undefined) return [rows.openEvent(accountId, entry)]
      // One whose time was over just now has gone with its index rows; any other was removed.
      logger.warn('an event of the event history is missing', { accountId, number: numbers[at] })
      return []
    })
  }
}

/** What a token is bound to: all that decides which events the pages hold. */
function questionOf({ attribute, from, to }: Lookup): Buffer {
  const text = JSON.stringify([attribute?.key, attribute?.value, from, to])
  const hash = createHash('sha256').update(text).digest()
  return Buffer.concat([Buffer.from('event history token'), hash])
}
