import { limits, type Clock } from '../../base/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import { commitIf, keys, type DeliveryRows } from './rows.ts'

/** Of several nodes, the one that holds the lease delivers. Two at once would do no harm, but work twice. */
export interface Lease {
  /** A name that no other process has. */
  readonly holder: string
}

interface LeaseRow {
  readonly holder: string
  /** Milliseconds. */
  readonly until: number
}

/** Whether this process may deliver now; takes a lease that is free or over, and renews its own. */
export async function holdLease(
  { holder }: Lease,
  deps: { readonly store: KvStore; readonly rows: DeliveryRows; readonly clock: Clock },
): Promise<boolean> {
  const { store, rows, clock } = deps
  const entry = await store.get(keys.lease)
  const held = entry && rows.openJson<LeaseRow>(entry)
  const now = clock.now()
  const mine = held?.holder === holder
  if (held !== undefined && !mine && now < held.until) return false
  if (mine && now < held.until - limits.auditLeaseMs / 2) return true
  const row: LeaseRow = { holder, until: now + limits.auditLeaseMs }
  const check = { key: keys.lease, version: entry?.version ?? ('absent' as const) }
  return commitIf(store, [check], [rows.json(keys.lease, row)])
}
