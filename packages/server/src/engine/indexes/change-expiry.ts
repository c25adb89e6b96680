import { validation } from '../../errors/index.ts'
import type { Write } from '../../storage/kv.ts'
import { noteBuild } from './build-notes.ts'
import { nextIndexId } from './lifecycle.ts'
import type { TableDescriptor } from '../tables/descriptor.ts'
import { noteSweep } from './sweep-notes.ts'

/** The rest after a change, in milliseconds: the service was seen to refuse at 1812 s and to accept at 1872 s. */
const restMs = 1_860_000

/**
 * Begins to let items expire by an attribute, or ends it. Pure. Throws a validation error in the
 * service's order: what does not change anything, then what comes too soon.
 */
export function changeExpiry(
  table: TableDescriptor,
  wanted: { readonly attribute: string; readonly enabled: boolean },
  now: number,
): TableDescriptor {
  const { expiry } = table
  const current = expiry?.state === 'DELETING' ? undefined : expiry
  if (current && current.attribute !== wanted.attribute) {
    throw validation(
      `TimeToLive is active on a different AttributeName: current AttributeName is ${current.attribute}`,
    )
  }
  if (wanted.enabled === (current !== undefined)) {
    throw validation(`TimeToLive is already ${wanted.enabled ? 'enabled' : 'disabled'}`)
  }
  // While the rows of an earlier attribute are given up there is no place for new ones.
  if (now < (table.expiryChangedAt ?? -Infinity) + restMs || expiry?.state === 'DELETING') {
    throw validation('Time to live has been modified multiple times within a fixed interval')
  }
  if (current) {
    return { ...table, expiry: { ...current, state: 'DELETING' }, expiryChangedAt: now }
  }
  const id = nextIndexId(table)
  return {
    ...table,
    lastIndexId: id,
    expiry: { id, attribute: wanted.attribute, state: 'BACKFILLING' },
    expiryChangedAt: now,
  }
}

/** The notes by which the expiry rows are filled in or given up, and swept, in the background. */
export function expiryNotes(after: TableDescriptor): Write[] {
  return after.expiry ? [noteBuild(after, after.expiry.id), noteSweep(after)] : []
}

/** The table once all items have their expiry rows. */
export function expiryBuilt(table: TableDescriptor): TableDescriptor {
  if (table.expiry === undefined) return table
  const { state: _, ...expiry } = table.expiry
  return { ...table, expiry }
}

/** The table without expiry rows. */
export function expiryRemoved(table: TableDescriptor): TableDescriptor {
  const { expiry: _, ...rest } = table
  return { ...rest, lastIndexId: nextIndexId(table) - 1 }
}
