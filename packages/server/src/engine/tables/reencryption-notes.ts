import type { KvStore, Write } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import { idPrefix, jobKind, space } from '../rows/spaces.ts'
import type { TableDescriptor } from './descriptor.ts'

/** That the rows of a table are to be sealed under its newest data key, and how far that came. */
export interface ReencryptionNote {
  readonly key: Buffer
  readonly version: number
  readonly accountId: string
  readonly name: string
  readonly tableId: number
  /** Storage key of the last row that was looked at, base64; absent at the start. */
  readonly after?: string
}

const prefix = Buffer.of(space.job, jobKind.reencrypt)

export function noteReencryption(
  table: Pick<TableDescriptor, 'accountId' | 'name' | 'id'>,
  after?: Buffer,
): Write {
  const { accountId, name, id: tableId } = table
  const text = JSON.stringify({ accountId, name, tableId, after: after?.toString('base64') })
  return { key: noteKey(tableId), value: Buffer.from(text) }
}

export async function firstReencryption(store: KvStore): Promise<ReencryptionNote | undefined> {
  const [note] = await store.range({ start: prefix, end: prefixEnd(prefix), limit: 1 })
  if (note === undefined) return undefined
  const { key, version, value } = note
  const facts = JSON.parse(value.toString()) as Omit<ReencryptionNote, 'key' | 'version'>
  return { ...facts, key, version }
}

/** The second byte is the kind, as in all notes of jobs. */
function noteKey(tableId: number): Buffer {
  return Buffer.concat([prefix, idPrefix(0, tableId).subarray(1)])
}
