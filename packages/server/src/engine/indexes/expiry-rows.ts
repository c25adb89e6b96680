import { assert } from '../../base/index.ts'
import type { Write } from '../../storage/kv.ts'
import { attributeOf, type AttributeMap, type AttributeValue } from '../../values/index.ts'
import type { Expiry, Table } from '../tables/table.ts'

/*
 * The rows by which expired items are found without a scan, in the order of their time:
 *
 *     space · table id · id · expiry (s, u48) · what the item's storage key has after the table id
 *
 * They hold nothing else, and change in the commit that changes the item.
 */
const secondsBytes = 6
const noContent = Buffer.of(1)

/**
 * When an item with this attribute expires, in whole seconds since 1970, or undefined where it never
 * does: the attribute is absent or no number, or lies before 1970 or beyond what a row can say. A
 * fraction counts as the second that ends it.
 */
export function expirySeconds(value: AttributeValue | undefined): number | undefined {
  if (value === undefined || !('N' in value)) return undefined
  const seconds = Math.ceil(Number(value.N))
  return seconds >= 0 && seconds < 2 ** (8 * secondsBytes) ? seconds : undefined
}

/** The expiry row of an item, or undefined where it has none. */
export function expiryRow(
  table: Table,
  expiry: Expiry,
  storageKey: Buffer,
  item: AttributeMap,
): Write | undefined {
  const seconds = expirySeconds(attributeOf(item, expiry.attribute))
  if (seconds === undefined) return undefined
  const own = storageKey.subarray(table.prefix.length)
  return { key: Buffer.concat([expiryStart(expiry, seconds), own]), value: noContent }
}

/** What a change of an item means for its expiry row. Pure. */
export function expiryWrites(
  table: Table,
  storageKey: Buffer,
  before: AttributeMap | undefined,
  after: AttributeMap | undefined,
): Write[] {
  const { expiry } = table
  if (expiry === undefined) return []
  const old = before && expiryRow(table, expiry, storageKey, before)
  const now = after && expiryRow(table, expiry, storageKey, after)
  if (old && now && old.key.equals(now.key)) {
    // While the rows are filled in, each write leaves its own there, as those of an index do.
    return expiry.state === undefined ? [] : [now]
  }
  return [...(old ? [{ key: old.key, value: undefined }] : []), ...(now ? [now] : [])]
}

/** Where the rows of that second begin. */
export function expiryStart(expiry: Expiry, seconds: number): Buffer {
  const time = Buffer.alloc(secondsBytes)
  time.writeUIntBE(seconds, 0, secondsBytes)
  return Buffer.concat([expiry.prefix, time])
}

/** What an expiry row says: the second, and the storage key of the item. */
export function readExpiryRow(
  table: Table,
  expiry: Expiry,
  key: Buffer,
): { seconds: number; storageKey: Buffer } {
  const at = expiry.prefix.length
  assert(key.length > at + secondsBytes, 'an expiry row names an item')
  return {
    seconds: key.readUIntBE(at, secondsBytes),
    storageKey: Buffer.concat([table.prefix, key.subarray(at + secondsBytes)]),
  }
}
