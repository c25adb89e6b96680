import { limits } from '../../base/index.ts'
import type { KvReader } from '../../storage/kv.ts'
import { accountOfHead, headsAfter, type Counted, type HistoryRows } from './rows.ts'

/** What the heads say that there is: accounts, and events that were ever added. A damaged head counts as an account. */
export async function countHistory(
  reader: Pick<KvReader, 'range'>,
  rows: HistoryRows,
): Promise<Counted> {
  let [accounts, events, account] = [0, 0, '']
  for (;;) {
    const heads = await reader.range({ ...headsAfter(account), limit: limits.historyAccounts })
    for (const entry of heads) {
      account = accountOfHead(entry.key)
      accounts++
      try {
        events += rows.openHead(account, entry).next - 1
      } catch {
        // It is named where heads are verified.
      }
    }
    if (heads.length < limits.historyAccounts) return { accounts, events }
  }
}
