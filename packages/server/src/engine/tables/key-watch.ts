import { limits, type Clock, type Random, type Job } from '../../base/index.ts'
import { ApiError } from '../../errors/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import type { DataKeySource } from '../data-keys.ts'
import type { TableKeyCache } from '../rows/key-cache.ts'
import { tableContext } from '../rows/table-keys.ts'
import type { Catalog } from './catalog.ts'
import { changeTable } from './change-table.ts'
import type { TableDescriptor, TableEncryption } from './descriptor.ts'

interface Deps {
  readonly store: KvStore
  readonly catalog: Catalog
  readonly keys: TableKeyCache
  readonly source: DataKeySource
  readonly clock: Clock
  readonly random: Random
}

/**
 * Looks every minute whether the KMS keys of tables are available, without using them. A table whose
 * key is not becomes inaccessible, comes back with the key, and is archived after seven days.
 */
export function keyWatchJob(deps: Deps): Job {
  return {
    name: 'key watch',
    atStart: true,
    everyMs: limits.keyWatchMs,
    restFactor: 0,
    async step() {
      for await (const descriptor of deps.catalog.every()) {
        if (descriptor.encryption?.archivedAt === undefined) await watch(deps, descriptor)
      }
      return 'done'
    },
  }
}

async function watch(deps: Deps, descriptor: TableDescriptor): Promise<void> {
  const { encryption, keys } = descriptor
  if (encryption === undefined) return
  const refused = await isRefused(deps.source, descriptor)
  const next = judged(encryption, refused, deps.clock.now())
  // Whatever this process still holds of the key, it uses no more.
  if (refused || next !== encryption) deps.keys.forget(keys.dataKey)
  if (next === encryption) return
  await changeTable(deps, descriptor, (before) =>
    before.id === descriptor.id && before.encryption?.keyArn === encryption.keyArn
      ? { ...before, encryption: next }
      : before,
  )
}

async function isRefused(source: DataKeySource, descriptor: TableDescriptor): Promise<boolean> {
  try {
    const context = tableContext(descriptor.accountId, descriptor.name)
    await source.check?.(descriptor.keys.dataKey, context)
    return false
  } catch (error) {
    if (error instanceof ApiError) return true
    throw error
  }
}

/** What is known of the key after a look. */
export function judged(before: TableEncryption, refused: boolean, now: number): TableEncryption {
  const { inaccessibleSince: since, ...key } = before
  if (!refused) return since === undefined ? before : key
  if (since === undefined) return { ...before, inaccessibleSince: now }
  return now - since >= limits.archiveAfterMs ? { ...before, archivedAt: now } : before
}
