import { limits } from '../../base/index.ts'
import type { Entry, KvReader } from '../../storage/kv.ts'
import { failureKey, failures } from './rows.ts'

/** The rows that say of some of these events, changes with a shape, that they failed after all. Usually there are none. */
export async function failuresOf(
  store: KvReader,
  events: readonly { readonly eventId: string }[],
): Promise<Entry[]> {
  if (events.length === 0) return []
  const all = await store.range({ ...failures, limit: limits.auditFailures })
  if (all.length === 0) return []
  const keys = events.map(({ eventId }) => failureKey(eventId))
  if (all.length < limits.auditFailures) {
    const asked = new Set(keys.map((key) => key.toString('latin1')))
    return all.filter(({ key }) => asked.has(key.toString('latin1')))
  }
  return (await store.getMany(keys)).filter((entry) => entry !== undefined)
}

/** Whether any change has such a row. */
export async function hasFailures(store: KvReader): Promise<boolean> {
  return (await store.range({ ...failures, limit: 1 })).length > 0
}
