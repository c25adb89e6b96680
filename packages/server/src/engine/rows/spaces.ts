/**
 * The first byte of every storage key. Below it, keys order as their encoding says:
 *
 *     meta     name
 *     catalog  account id (12 digits) · table name
 *     item     table id (u32) · MAC(partition key) · sort key
 *     index    table id (u32) · index id (u32) · MAC(index partition key) · index sort key · MAC(primary key)
 *     log      table id (u32) · shard (u32) · stamp (u64) · ordinal (u16) · random (16)
 *     purge    table id (u32) [· id (u32) of an index or of expiry rows]
 *     token    MAC of account and client request token
 *     expiry   time (ms, u48) · MAC as above
 *     ttl      table id (u32) · id (u32) · expiry (s, u48) · what the item's key has after the table id
 *     streams  see tables/stream-records.ts
 *     job      kind (u8) · what the kind of job says
 *     statistics  see tables/statistics-rows.ts
 *
 * Table and index ids are never used twice, so a table that is created again sees nothing of the old one.
 */
export const space = {
  meta: 0x00,
  catalog: 0x01,
  item: 0x02,
  index: 0x03,
  log: 0x04,
  purge: 0x05,
  token: 0x06,
  tokenExpiry: 0x07,
  ttl: 0x08,
  streams: 0x09,
  job: 0x0a,
  statistics: 0x0b,
} as const

/** Second byte of the keys of notes for background jobs. */
export const jobKind = {
  build: 1,
  sweep: 2,
  removal: 3,
  reencrypt: 8,
} as const

export const macBytes = 16

/** `space · id …`, the ids as big-endian u32. */
export function idPrefix(first: number, ...ids: number[]): Buffer {
  const prefix = Buffer.allocUnsafe(1 + 4 * ids.length)
  prefix[0] = first
  ids.forEach((id, index) => prefix.writeUInt32BE(id, 1 + 4 * index))
  return prefix
}

export function metaKey(name: string): Buffer {
  return Buffer.concat([Buffer.of(space.meta), Buffer.from(name, 'utf8')])
}

export function catalogKey(accountId: string, table: string): Buffer {
  return Buffer.from(`${String.fromCharCode(space.catalog)}${accountId}${table}`, 'latin1')
}

/** Notes that the rows of a table, or of one of its indexes, are to be removed. */
export function purgeKey(tableId: number, ...indexId: [] | [number]): Buffer {
  return idPrefix(space.purge, tableId, ...indexId)
}

/** Where the seals are counted that were set aside of a table's data key. */
export function sealCountKey(tableId: number, epoch: number): Buffer {
  return metaKey(`seals ${String(tableId)} ${String(epoch)}`)
}
