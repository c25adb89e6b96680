import { assert } from '../base/index.ts'
import type { Commit, Range, Write } from './kv.ts'
import { noStamp, stampBytes } from './stamps.ts'

/**
 * Throws an InvariantError for a commit that breaks the contract: an empty key, two writes of one
 * key, or a version that no store can have given. Every driver calls it before it queues a commit.
 */
export function assertCommit(commit: Commit): void {
  for (const check of commit.checks) {
    assert(check.key.length > 0, 'the key of a check is not empty')
    assert(
      check.version === 'absent' || (Number.isSafeInteger(check.version) && check.version > 0),
      'a checked version is a positive integer or absent',
    )
  }
  for (const write of commit.writes) {
    assert(write.key.length > 0, 'the key of a write is not empty')
    if (write.stampAt !== undefined) assertStamp(write, write.stampAt)
  }
  if (commit.writes.length < 2) return
  const keys = new Set(commit.writes.map((write) => write.key.toString('latin1')))
  assert(keys.size === commit.writes.length, 'a commit writes each key at most once')
}

function assertStamp({ key, value }: Write, at: number): void {
  assert(Number.isSafeInteger(at) && at > 0, 'a stamp has a prefix')
  const place = key.subarray(at, at + stampBytes)
  assert(place.equals(noStamp), 'a key has zeros where its stamp will be')
  assert(value !== undefined, 'a key with a stamp is not deleted')
}

/** Throws an InvariantError unless the limits of the range are positive integers. */
export function assertRange(range: Range): void {
  assert(Number.isSafeInteger(range.limit) && range.limit > 0, 'the limit of a range is positive')
  assert(range.byteLimit === undefined || range.byteLimit > 0, 'the byte limit is positive')
}

/** Bytes of keys and values that a commit keeps in memory while it waits. */
export function commitBytes(commit: Commit): number {
  let bytes = 0
  for (const check of commit.checks) bytes += check.key.length
  for (const write of commit.writes) bytes += write.key.length + (write.value?.length ?? 0)
  return bytes
}
