import { limits, type Clock, type Random } from '../../base/index.ts'
import { invalidParameters, limitExceeded, tableNotFound } from '../../errors/index.ts'
import type { KvStore } from '../../storage/kv.ts'
import type { TableKeyCache } from '../rows/key-cache.ts'
import { noteReencryption } from './reencryption-notes.ts'
import type { Catalog, TableName } from './catalog.ts'
import { changeTable } from './change-table.ts'
import type { TableDescriptor, TableEncryption } from './descriptor.ts'

export interface EncryptionDeps {
  readonly store: KvStore
  readonly catalog: Catalog
  readonly keys: TableKeyCache
  readonly clock: Clock
  readonly random: Random
}

const dayMs = 86_400_000

/** The changes that count against the quota now. */
export function recentChanges(descriptor: TableDescriptor, now: number): readonly number[] {
  return (descriptor.encryptionChanges ?? []).filter((at) => at > now - dayMs)
}

/** Refuses what would not be a change, and more changes than a day may have. */
export function checkEncryptionChange(
  before: TableDescriptor,
  next: Pick<TableEncryption, 'keyArn'> | undefined,
  now: number,
): void {
  if (next === undefined && before.encryption === undefined) {
    throw invalidParameters('Table is already encrypted by default')
  }
  const recent = recentChanges(before, now)
  const oldest = recent[0]
  if (oldest !== undefined && recent.length >= limits.encryptionChanges) {
    const ends = new Date(oldest + dayMs).toUTCString()
    throw limitExceeded(
      `Subscriber limit exceeded: Encryption mode changes are limited in the 24h window ending at ${ends}.`,
    )
  }
}

/**
 * Puts a table under another key: a new table key, wrapped by that key, wraps all data keys from now on,
 * and a new data key seals. One commit; the rows follow in the background.
 */
export async function changeEncryption(
  deps: EncryptionDeps,
  name: TableName,
  next: Pick<TableEncryption, 'keyArn' | 'grantId'> | undefined,
): Promise<{ before: TableDescriptor; after: TableDescriptor }> {
  const record = await deps.catalog.look(name)
  if (record === undefined) throw tableNotFound(name.name)
  const now = deps.clock.now()
  checkEncryptionChange(record.descriptor, next, now)
  const { keys } = record.descriptor
  const old = await deps.keys.tableKey(name, keys)
  const fresh = await deps.keys.generate(name, next?.keyArn)
  const changed = await changeTable(
    deps,
    name,
    ({ encryption: _, ...before }) => {
      const moved = old.moveTo(fresh.key, before.keys, fresh.wrapped)
      return {
        ...before,
        keys: fresh.key.addEpoch(moved),
        ...(next === undefined ? {} : { encryption: next }),
        encryptionChanges: [...recentChanges(before, now), now],
      }
    },
    { also: (after) => [noteReencryption(after)] },
  )
  deps.keys.forget(keys.dataKey)
  return changed
}
