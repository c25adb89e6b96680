import { rows, type AccountCounters, type Change } from '../../security/iam/index.ts'

export const noCounters: AccountCounters = {
  users: 0,
  groups: 0,
  roles: 0,
  policies: 0,
  policyVersions: 0,
  mfaDevices: 0,
  mfaInUse: 0,
  providers: 0,
}

/** Counts within a change, so that two requests cannot both take the last place of a quota. The new count. */
export async function count(
  change: Change,
  account: string,
  what: keyof AccountCounters,
  by: number,
): Promise<number> {
  const ref = rows.counters(account)
  const before = (await change.get(ref)) ?? noCounters
  const after = before[what] + by
  change.put(ref, { ...before, [what]: after })
  return after
}
