import type { Check, KvReader, Write } from '../../storage/kv.ts'

/** A number that is stored as a row of its own, as it was read. */
export interface Counter {
  readonly key: Buffer
  readonly value: number
  /** Makes a commit depend on the counter being as it was read. */
  readonly check: Check
}

/** Reads a counter; one that was never written is 0. */
export async function readCounter(reader: KvReader, key: Buffer): Promise<Counter> {
  const entry = await reader.get(key)
  return {
    key,
    value: entry ? entry.value.readUIntBE(0, 6) : 0,
    check: { key, version: entry?.version ?? 'absent' },
  }
}

export function writeCounter(counter: Counter, value: number): Write {
  const bytes = Buffer.alloc(6)
  bytes.writeUIntBE(value, 0, 6)
  return { key: counter.key, value: bytes }
}
