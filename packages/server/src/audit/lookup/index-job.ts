import { limits, type Job } from '../../base/index.ts'
import { StorageError, type Check, type KvStore, type Write } from '../../storage/kv.ts'
import { countHistory } from './count.ts'
import type { HistorySource } from './ports.ts'
import { cursorKey, headKey, isAccount, type Head, type HistoryRows } from './rows.ts'

export interface IndexDeps {
  readonly store: KvStore
  readonly rows: HistoryRows
  readonly source: HistorySource
}

/**
 * Takes management events from the log into the event history. Events, numbers and the place in the log are of
 * one commit, so that each event is there once whatever happens, and whoever else does the same.
 */
export function indexJob(deps: IndexDeps): Job {
  return {
    name: 'event history',
    atStart: true,
    everyMs: limits.historyAddEveryMs,
    restFactor: 0,
    step: () => addEvents(deps),
  }
}

/** How far the log was read: behind it, the history needs nothing of the log. */
export async function historyCursor({
  store,
  rows,
  source,
}: IndexDeps): Promise<readonly string[]> {
  const entry = await store.get(cursorKey)
  return entry === undefined ? source.start() : rows.openCursor(entry).cursor
}

/** Spares the parsing of data events. A key attribute may say the same, so what it lets by is looked at again. */
function mayBeManagement(record: string): boolean {
  return record.includes('"eventCategory":"Management"')
}

async function addEvents({ store, rows, source }: IndexDeps): Promise<'more' | 'done'> {
  const entry = await store.get(cursorKey)
  const state = entry === undefined ? undefined : rows.openCursor(entry)
  const after = state?.cursor ?? source.start()
  const page = await firstPage(source, after)
  if (JSON.stringify(page.cursor) === JSON.stringify(after)) return 'done'
  const events = page.events.filter(
    ({ delivered, record }) =>
      delivered &&
      record.eventCategory === 'Management' &&
      // What is recorded of nobody's account is no account's history.
      isAccount(record.recipientAccountId),
  )
  const accounts = [...new Set(events.map(({ record }) => record.recipientAccountId))]
  const entries = await store.getMany(accounts.map(headKey))
  const heads = new Map<string, Head>(
    accounts.map((account, at) => [account, rows.openHead(account, entries[at])]),
  )
  const checks: Check[] = accounts.map((account, at) => ({
    key: headKey(account),
    version: entries[at]?.version ?? 'absent',
  }))
  const writes: Write[] = []
  for (const { at, record } of events) {
    const account = record.recipientAccountId
    const head = heads.get(account)
    if (head === undefined) continue
    writes.push(...rows.eventRows(account, head.next, at, record))
    heads.set(account, { ...head, next: head.next + 1 })
  }
  for (const [account, head] of heads) writes.push(rows.headRow(account, head))
  const before = state?.counted ?? (await countHistory(store, rows))
  const counted = {
    accounts: before.accounts + entries.filter((each) => each === undefined).length,
    events: before.events + events.length,
  }
  const result = await store.commit({
    checks: [{ key: cursorKey, version: entry?.version ?? 'absent' }, ...checks],
    writes: [...writes, rows.cursorRow({ cursor: page.cursor, counted })],
  })
  if (result.outcome === 'committed' || result.outcome === 'conflict') {
    return page.more || result.outcome === 'conflict' ? 'more' : 'done'
  }
  throw new StorageError('io', `Adding to the event history ended as ${result.outcome}`)
}

/** The next page with events, or the last of so many without: those of trails of data events are of no commit each. */
async function firstPage(
  source: HistorySource,
  after: readonly string[],
): Promise<Awaited<ReturnType<HistorySource['read']>>> {
  let page = await source.read(after, limits.historyAdded, mayBeManagement)
  for (let pages = 1; page.events.length === 0 && page.more && pages < limits.historyPages; pages++)
    page = await source.read(page.cursor, limits.historyAdded, mayBeManagement)
  return page
}
