import type { Random } from '../../base/index.ts'
import type { Write } from '../../storage/kv.ts'
import { attributeOf, equalValues, setAttribute, type AttributeMap } from '../../values/index.ts'
import type { Image } from '../indexes/index-writes.ts'
import { encodeItem } from '../rows/item-row.ts'
import type { Table } from '../tables/table.ts'
import { changeRow, idBytes, type Actor } from '../log/log-row.ts'
import { shardPrefix } from '../log/position.ts'
import { shardOf } from '../log/shards.ts'

/** What a log row takes from outside the decision of its write. */
export interface LogContext {
  /** Wall time. */
  readonly now: number
  readonly random: Random
  /** Of the write among those of its commit. */
  readonly ordinal: number
}

/** The row of a change, and the shard that takes it. */
export interface LogWrite {
  readonly shard: number
  readonly write: Write
}

/** Whether changes of the table's items are to be logged. */
export function isLogged(table: Table): boolean {
  return (table.descriptor.log?.open.length ?? 0) > 0
}

/** The log row of a change; undefined for a write that leaves the item as it was, or where nothing reads the log. */
export function logWrites(
  table: Table,
  storageKey: Buffer,
  images: { readonly before: Image | undefined; readonly after: Image | undefined },
  actor: Actor | undefined,
  { now, random, ordinal }: LogContext,
): LogWrite | undefined {
  const { log, id, accountId } = table.descriptor
  const { before, after } = images
  const known = after ?? before
  if (!log || log.open.length === 0 || known === undefined || same(before, after)) {
    return undefined
  }
  const shard = shardOf(log.open, storageKey.readUInt16BE(table.prefix.length))
  const place = { prefix: shardPrefix(id, shard.number), ordinal, id: random.bytes(idBytes) }
  const change = {
    keys: encodeItem(keysOf(table, known.item)),
    before: before?.encoded,
    after: after?.encoded,
    time: now,
    actor,
  }
  return { shard: shard.number, write: changeRow(table.keys.sealer, accountId, place, change) }
}

function same(before: Image | undefined, after: Image | undefined): boolean {
  if (before === undefined || after === undefined) return before === after
  if (before.encoded.size !== after.encoded.size) return false
  if (before.encoded.json.equals(after.encoded.json)) return true
  return equalValues({ M: before.item }, { M: after.item })
}

function keysOf(table: Table, item: AttributeMap): AttributeMap {
  const keys: AttributeMap = {}
  for (const { name } of [...table.key.hash, ...table.key.range]) {
    const value = attributeOf(item, name)
    if (value !== undefined) setAttribute(keys, name, value)
  }
  return keys
}
