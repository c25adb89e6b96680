import { prefixEnd } from '../../values/index.ts'
import type { KeyRange } from './key-range.ts'

/** Partition MACs are spread evenly, so that segments are equal slices of their first four bytes. */
const slices = 2 ** 32

export interface Segment {
  readonly segment: number
  readonly total: number
}

/** The rows that begin with `prefix`, or the slice of them that a parallel scan reads. */
export function scanRange(prefix: Buffer, segment: Segment | undefined): KeyRange {
  if (segment === undefined) return { start: prefix, end: prefixEnd(prefix) }
  return {
    start: boundary(prefix, segment.segment, segment.total),
    end: boundary(prefix, segment.segment + 1, segment.total),
  }
}

function boundary(prefix: Buffer, segment: number, total: number): Buffer {
  if (segment === 0) return prefix
  if (segment === total) return prefixEnd(prefix)
  const slice = Buffer.allocUnsafe(4)
  slice.writeUInt32BE(Math.floor((segment * slices) / total))
  return Buffer.concat([prefix, slice])
}
