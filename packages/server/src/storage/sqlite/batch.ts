import { assert } from '../../base/index.ts'
import type { Check, Commit, CommitResult, Note, Write } from '../kv.ts'

/**
 * A group of commits as one block of bytes, which moves between threads without a copy and between
 * processes as it is. All numbers are little-endian:
 *
 *     batch  = count u32, commit*
 *     commit = checks u32, writes u32, notes u32, check*, write*, note*
 *     check  = key length u32, version f64 (0: absent), key
 *     write  = key length u32, value length u32 (0xffffffff: delete), stamp offset u32 (0: none), key, value
 *     note   = shared texts u32, text*, text
 *     text   = length u32, UTF-8
 *
 * Structured clone is about as fast, but copies the whole memory that a buffer is a view of (a
 * request body, Node's shared pool), and does not cross processes.
 */
const deleted = 0xffff_ffff

/** Bytes that a commit takes in a batch. */
export function packedBytes(commit: Commit): number {
  let bytes = 12
  for (const check of commit.checks) bytes += 12 + check.key.length
  for (const write of commit.writes) bytes += 12 + write.key.length + (write.value?.length ?? 0)
  for (const { shared, own } of commit.notes ?? []) {
    bytes += 8 + Buffer.byteLength(own)
    for (const text of shared) bytes += 4 + Buffer.byteLength(text)
  }
  return bytes
}

export function packBatch(commits: readonly Commit[]): Uint8Array<ArrayBuffer> {
  const size = commits.reduce((sum, commit) => sum + packedBytes(commit), 4)
  // A buffer from Node's shared pool could not be transferred.
  const bytes = new Uint8Array(new ArrayBuffer(size))
  const target = Buffer.from(bytes.buffer)
  let at = target.writeUInt32LE(commits.length)
  const put = (text: string): void => {
    const length = target.write(text, at + 4)
    target.writeUInt32LE(length, at)
    at += 4 + length
  }
  for (const commit of commits) {
    at = target.writeUInt32LE(commit.checks.length, at)
    at = target.writeUInt32LE(commit.writes.length, at)
    at = target.writeUInt32LE(commit.notes?.length ?? 0, at)
    for (const { key, version } of commit.checks) {
      at = target.writeUInt32LE(key.length, at)
      at = target.writeDoubleLE(version === 'absent' ? 0 : version, at)
      at += key.copy(target, at)
    }
    for (const { key, value, stampAt } of commit.writes) {
      at = target.writeUInt32LE(key.length, at)
      at = target.writeUInt32LE(value?.length ?? deleted, at)
      at = target.writeUInt32LE(stampAt ?? 0, at)
      at += key.copy(target, at)
      if (value !== undefined) at += value.copy(target, at)
    }
    for (const { shared, own } of commit.notes ?? []) {
      at = target.writeUInt32LE(shared.length, at)
      for (const text of shared) put(text)
      put(own)
    }
  }
  assert(at === size, 'a packed batch has the size that was computed')
  return bytes
}

/** The keys and values are views of `bytes`. */
export function unpackBatch(bytes: Uint8Array): Commit[] {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 0
  const u32 = (): number => {
    const value = source.readUInt32LE(at)
    at += 4
    return value
  }
  const f64 = (): number => {
    const value = source.readDoubleLE(at)
    at += 8
    return value
  }
  const view = (length: number): Buffer => {
    assert(at + length <= source.length, 'a packed batch is complete')
    at += length
    return source.subarray(at - length, at)
  }
  const check = (): Check => {
    const length = u32()
    const version = f64()
    return { key: view(length), version: version === 0 ? 'absent' : version }
  }
  const write = (): Write => {
    const keyLength = u32()
    const valueLength = u32()
    const stampAt = u32()
    const key = view(keyLength)
    const value = valueLength === deleted ? undefined : view(valueLength)
    return stampAt === 0 ? { key, value } : { key, value, stampAt }
  }
  const text = (): string => view(u32()).toString('utf8')
  const note = (): Note => ({ shared: times(u32(), text), own: text() })
  const commits = times(u32(), (): Commit => {
    const checks = u32()
    const writes = u32()
    const notes = u32()
    const commit = { checks: times(checks, check), writes: times(writes, write) }
    return notes === 0 ? commit : { ...commit, notes: times(notes, note) }
  })
  assert(at === source.length, 'a packed batch has nothing after its last commit')
  return commits
}

function times<T>(count: number, make: () => T): T[] {
  const made: T[] = []
  for (let index = 0; index < count; index++) made.push(make())
  return made
}

/** What became of a group: an answer for each commit, or one failure for all. */
export type BatchResult =
  | {
      readonly done: true
      /** For each commit, its version, or -1 - n where check n failed. */
      readonly answers: Float64Array<ArrayBuffer>
      /** True: a check failed, so of a group that is to be written whole nothing was written; the answers tell which. */
      readonly undone?: true
    }
  | { readonly done: false; readonly outcome: 'refused' | 'unknown'; readonly reason: string }

/** The outcome of the commit at `index` of a group. */
export function outcomeOf(result: BatchResult, index: number): CommitResult {
  if (!result.done) return { outcome: result.outcome, reason: result.reason }
  const answer = result.answers[index]
  assert(answer !== undefined && answer !== 0, 'every commit of a group has an answer')
  if (answer < 0) return { outcome: 'conflict', check: -1 - answer }
  return { outcome: 'committed', version: answer }
}
