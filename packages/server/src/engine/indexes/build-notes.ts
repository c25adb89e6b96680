import type { Check, Entry, KvReader, Write } from '../../storage/kv.ts'
import { prefixEnd } from '../../values/index.ts'
import type { TableName } from '../tables/catalog.ts'
import type { TableDescriptor } from '../tables/descriptor.ts'
import { idPrefix, jobKind, space } from '../rows/spaces.ts'

/** A note that derived rows of a table are to be filled in or given up, and how far that came. */
export interface BuildNote {
  readonly table: TableName
  readonly tableId: number
  /** Of an index, or of the table's expiry rows. */
  readonly id: number
  /** Storage key of the last item that was looked at. */
  readonly after: Buffer | undefined
  /** Makes a commit depend on the note being as it was read, so that two processes never both go on from it. */
  readonly check: Check
}

interface Content {
  readonly accountId: string
  readonly name: string
  readonly after?: string
}

const notes = Buffer.of(space.job, jobKind.build)

function keyOf(tableId: number, id: number): Buffer {
  return Buffer.concat([notes, idPrefix(0, tableId, id).subarray(1)])
}

/** Leaves a note: in the commit that changes the table's descriptor, so that neither is without the other. */
export function noteBuild(table: TableDescriptor, id: number): Write {
  const content: Content = { accountId: table.accountId, name: table.name }
  return { key: keyOf(table.id, id), value: Buffer.from(JSON.stringify(content)) }
}

/** The first note, or the first after another. */
export async function nextNote(
  reader: KvReader,
  after: BuildNote | undefined,
): Promise<BuildNote | undefined> {
  const start = after ? Buffer.concat([after.check.key, Buffer.of(0)]) : notes
  const [entry] = await reader.range({ start, end: prefixEnd(notes), limit: 1 })
  return entry && readNote(entry)
}

function readNote({ key, value, version }: Entry): BuildNote {
  const { accountId, name, after } = JSON.parse(value.toString('utf8')) as Content
  return {
    table: { accountId, name },
    tableId: key.readUInt32BE(notes.length),
    id: key.readUInt32BE(notes.length + 4),
    after: after === undefined ? undefined : Buffer.from(after, 'base64'),
    check: { key, version },
  }
}

/** The note as it is after the items up to a storage key were looked at. */
export function moveNote(note: BuildNote, after: Buffer): Write {
  const content: Content = { ...note.table, after: after.toString('base64') }
  return { key: note.check.key, value: Buffer.from(JSON.stringify(content)) }
}

export function dropNote(note: BuildNote): Write {
  return { key: note.check.key, value: undefined }
}
