import type { Write } from './kv.ts'

/** Bytes of a stamp: the version of a commit, big-endian. */
export const stampBytes = 8

/** What stands in a key until its commit is done. */
export const noStamp = Buffer.alloc(stampBytes)

/** The key of a write as it is stored by the commit with this version. */
export function stampedKey({ key, stampAt }: Write, version: number): Buffer {
  if (stampAt === undefined) return key
  const stamped = Buffer.from(key)
  stamped.writeBigUInt64BE(BigInt(version), stampAt)
  return stamped
}

/** The stamp at an offset of a stored key. */
export function stampOf(key: Buffer, stampAt: number): number {
  return Number(key.readBigUInt64BE(stampAt))
}

/** The stored key as it was when its value was made: with zeros where the stamp is. */
export function unstampedKey(key: Buffer, stampAt: number): Buffer {
  const unstamped = Buffer.from(key)
  unstamped.fill(0, stampAt, stampAt + stampBytes)
  return unstamped
}
