import { limits, type Clock, type Logger, type Job } from '../../base/index.ts'
import { StorageError, type Entry, type KvStore, type Write } from '../../storage/kv.ts'
import {
  accountOfHead,
  eventKey,
  headKey,
  headsAfter,
  type HistoryEvent,
  type HistoryRows,
} from './rows.ts'

export interface RemovalDeps {
  readonly store: KvStore
  readonly rows: HistoryRows
  readonly clock: Clock
  readonly logger: Logger
}

/** Removes events whose time is over, the oldest first, a few at a time. */
export function historyRemovalJob(deps: RemovalDeps): Job {
  /** The account that was looked at last in this round. */
  let account = ''
  return {
    name: 'event history removal',
    atStart: true,
    everyMs: limits.historyRemoveEveryMs,
    restFactor: 4,
    async step() {
      const heads = await deps.store.range({
        ...headsAfter(account),
        limit: limits.historyAccounts,
      })
      for (const { key } of heads) {
        const next = accountOfHead(key)
        if (await removeOldest(deps, next)) return 'more'
        account = next
      }
      if (heads.length === limits.historyAccounts) return 'more'
      account = ''
      return 'done'
    },
  }
}

/** Whether any was removed: there may be more. */
async function removeOldest(
  { store, rows, clock, logger }: RemovalDeps,
  account: string,
): Promise<boolean> {
  const entry = await store.get(headKey(account))
  const head = rows.openHead(account, entry)
  const numbers: number[] = []
  for (let at = head.first; at < head.next && numbers.length < limits.historyRemoved; at++) {
    numbers.push(at)
  }
  const found = await store.getMany(numbers.map((number) => eventKey(account, number)))
  const writes: Write[] = []
  let { first } = head
  for (const [at, row] of found.entries()) {
    const event = row && opened(rows, account, row)
    if (row === undefined || event === undefined) {
      // What is damaged stays where it is, for whoever wants to look at it.
      logger.warn('an event of the event history is missing or damaged', {
        account,
        number: numbers[at],
      })
    } else {
      if (event.at > clock.now() - limits.historyMs) break
      writes.push({ key: row.key, value: undefined })
      for (const key of rows.indexKeys(account, event)) writes.push({ key, value: undefined })
    }
    first++
  }
  if (first === head.first) return false
  const result = await store.commit({
    checks: [{ key: headKey(account), version: entry?.version ?? 'absent' }],
    writes: [...writes, rows.headRow(account, { ...head, first })],
  })
  if (result.outcome === 'committed' || result.outcome === 'conflict') return true
  throw new StorageError('io', `Removal from the event history ended as ${result.outcome}`)
}

function opened(rows: HistoryRows, account: string, entry: Entry): HistoryEvent | undefined {
  try {
    return rows.openEvent(account, entry)
  } catch {
    return undefined
  }
}
