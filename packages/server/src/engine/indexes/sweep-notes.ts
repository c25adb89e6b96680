import type { Check, KvReader, Write } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import { idPrefix, jobKind, space } from '../rows/spaces.ts'
import type { TableName } from '../tables/catalog.ts'
import type { TableDescriptor } from '../tables/descriptor.ts'

/** A note that items of a table may expire: what spares the sweep a look at every table. */
export interface SweepNote {
  readonly table: TableName
  readonly tableId: number
  readonly check: Check
}

const notes = Buffer.of(space.job, jobKind.sweep)

export function noteSweep({ accountId, name, id }: TableDescriptor): Write {
  const key = Buffer.concat([notes, idPrefix(0, id).subarray(1)])
  return { key, value: Buffer.from(JSON.stringify({ accountId, name })) }
}

/** The next note after one, or the first. */
export async function nextSweepNote(
  reader: KvReader,
  after: SweepNote | undefined,
): Promise<SweepNote | undefined> {
  const start = after ? Buffer.concat([after.check.key, Buffer.of(0)]) : notes
  const [entry] = await reader.range({ start, end: prefixEnd(notes), limit: 1 })
  if (entry === undefined) return undefined
  const { key, value, version } = entry
  return {
    table: JSON.parse(value.toString('utf8')) as TableName,
    tableId: key.readUInt32BE(notes.length),
    check: { key, version },
  }
}
