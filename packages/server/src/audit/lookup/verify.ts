import { limits } from '../../base/index.ts'
import type { Entry, KvReader } from '../../storage/kv.ts'
import { countHistory } from './count.ts'
import {
  accountOfHead,
  accountOfRow,
  cursorKey,
  eventKey,
  headKey,
  headsAfter,
  indexOf,
  numberOfIndex,
  rowsAfter,
  type Head,
  type HistoryEvent,
  type HistoryRows,
} from './rows.ts'

/** What is wrong with the event history of an account. */
export interface HistoryFault {
  /** The id; `*` where what is left does not tell which. */
  readonly accountId: string
  /** Of the event; undefined where the fault is the account's. */
  readonly number: number | undefined
  readonly what:
    | 'the head is damaged'
    | 'the event is missing'
    | 'the event is damaged'
    | 'an index row is missing'
    | 'an index row was put in'
    | 'the head is missing'
    | 'accounts are missing'
    | 'events are missing'
}

export interface VerifyDeps {
  /** A snapshot, or faults may be reported that are changes. */
  readonly reader: KvReader
  readonly rows: HistoryRows
}

/** Looks at every row of the event history. Memory does not grow with the number of events. */
export async function* verifyHistory(deps: VerifyDeps): AsyncGenerator<HistoryFault> {
  let account = ''
  for (;;) {
    const heads = await deps.reader.range({
      ...headsAfter(account),
      limit: limits.historyAccounts,
    })
    for (const entry of heads) {
      account = accountOfHead(entry.key)
      yield* verifyAccount(deps, account, entry)
    }
    if (heads.length < limits.historyAccounts) break
  }
  yield* verifyAccounts(deps)
}

/** That there is a head of each account of which there is any row, and of each that ever was. */
async function* verifyAccounts({ reader, rows }: VerifyDeps): AsyncGenerator<HistoryFault> {
  const headless = new Set<string>()
  for (const kind of ['e', 'i'] as const) {
    for (let account = ''; ;) {
      const [row] = await reader.range({ ...rowsAfter(kind, account), limit: 1 })
      if (row === undefined) break
      account = accountOfRow(row.key)
      if ((await reader.get(headKey(account))) === undefined) headless.add(account)
    }
  }
  for (const accountId of headless) {
    yield { accountId, number: undefined, what: 'the head is missing' }
  }
  const entry = await reader.get(cursorKey)
  const counted = entry && rows.openCursor(entry).counted
  if (counted === undefined) return
  const found = await countHistory(reader, rows)
  const missing = { accountId: '*', number: undefined }
  if (found.accounts < counted.accounts) yield { ...missing, what: 'accounts are missing' }
  else if (found.events < counted.events) yield { ...missing, what: 'events are missing' }
}

async function* verifyAccount(
  deps: VerifyDeps,
  accountId: string,
  entry: Entry,
): AsyncGenerator<HistoryFault> {
  let head: Head
  try {
    head = deps.rows.openHead(accountId, entry)
  } catch {
    yield { accountId, number: undefined, what: 'the head is damaged' }
    return
  }
  for (let at = head.first; at < head.next; at += limits.historyPage) {
    const count = Math.min(limits.historyPage, head.next - at)
    const numbers = Array.from({ length: count }, (_, index) => at + index)
    yield* verifyEvents(deps, accountId, numbers)
  }
  yield* verifyIndex(deps, accountId, head)
}

/** That each event is there, opens, and is found by all its attributes. */
async function* verifyEvents(
  { reader, rows }: VerifyDeps,
  accountId: string,
  numbers: readonly number[],
): AsyncGenerator<HistoryFault> {
  const entries = await reader.getMany(numbers.map((number) => eventKey(accountId, number)))
  for (const [at, entry] of entries.entries()) {
    const number = numbers[at]
    if (entry === undefined) {
      yield { accountId, number, what: 'the event is missing' }
      continue
    }
    const event = opened(rows, accountId, entry)
    if (event === undefined) {
      yield { accountId, number, what: 'the event is damaged' }
      continue
    }
    const found = await reader.getMany(rows.indexKeys(accountId, event))
    if (found.includes(undefined)) yield { accountId, number, what: 'an index row is missing' }
  }
}

/** That each index row is one of those that its event has. */
async function* verifyIndex(
  { reader, rows }: VerifyDeps,
  accountId: string,
  head: Head,
): AsyncGenerator<HistoryFault> {
  const { end, ...range } = indexOf(accountId)
  let { start } = range
  for (;;) {
    const found = await reader.range({ start, end, limit: limits.historyRows })
    const numbers = [...new Set(found.map(({ key }) => numberOfIndex(key)))]
    const entries = await reader.getMany(numbers.map((number) => eventKey(accountId, number)))
    const own = new Map<number, Set<string>>()
    for (const [at, entry] of entries.entries()) {
      const event = entry === undefined ? undefined : opened(rows, accountId, entry)
      const keys = event === undefined ? [] : rows.indexKeys(accountId, event)
      own.set(numbers[at] ?? 0, new Set(keys.map((key) => key.toString('latin1'))))
    }
    for (const { key } of found) {
      const number = numberOfIndex(key)
      // Rows of an event that is missing or damaged are named with it.
      const known = own.get(number)
      if (known?.has(key.toString('latin1')) === true) continue
      const isKept = number >= head.first && number < head.next
      if (known?.size === 0 && isKept) continue
      yield { accountId, number, what: 'an index row was put in' }
    }
    const last = found.at(-1)
    if (last === undefined || found.length < limits.historyRows) return
    start = Buffer.concat([last.key, Buffer.of(0)])
  }
}

function opened(rows: HistoryRows, accountId: string, entry: Entry): HistoryEvent | undefined {
  try {
    return rows.openEvent(accountId, entry)
  } catch {
    return undefined
  }
}
