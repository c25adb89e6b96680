import { anyOne, anyRun, type Piece } from './template.ts'

/**
 * A pattern as the texts between its `*`: the first is anchored at the start, the last at the end.
 * There is always at least one; exactly one means that the pattern has no `*`.
 */
export type Glob = readonly Segment[]

interface Segment {
  /** With any character where a `?` stands. */
  readonly text: string
  /** Offsets of the `?` in `text`. */
  readonly holes: readonly number[]
}

export function compileGlob(pieces: readonly Piece[]): Glob {
  const segments: Segment[] = []
  let text = ''
  let holes: number[] = []
  for (const piece of pieces) {
    if (piece === anyRun) {
      segments.push({ text, holes })
      text = ''
      holes = []
    } else if (piece === anyOne) {
      holes.push(text.length)
      text += '?'
    } else text += piece
  }
  return [...segments, { text, holes }]
}

/**
 * Whether the text from `from` on matches as a whole. Nothing is tried twice: each segment is taken
 * where it first occurs, because a later place would only leave less for the segments after it. So
 * no pattern can make it slow. `?` is one UTF-16 code unit.
 */
export function globMatches(glob: Glob, text: string, from = 0): boolean {
  const first = glob[0]
  const last = glob[glob.length - 1]
  if (first === undefined || last === undefined || !fits(first, text, from)) return false
  let at = from + first.text.length
  if (glob.length === 1) return at === text.length
  const lastAt = text.length - last.text.length
  for (let index = 1; index < glob.length - 1; index += 1) {
    const segment = glob[index]
    if (segment === undefined) return false
    at = find(segment, text, at, lastAt)
    if (at < 0) return false
    at += segment.text.length
  }
  return at <= lastAt && fits(last, text, lastAt)
}

function find(segment: Segment, text: string, from: number, end: number): number {
  if (segment.holes.length === 0) return text.indexOf(segment.text, from)
  for (let at = from; at + segment.text.length <= end; at += 1) {
    if (fits(segment, text, at)) return at
  }
  return -1
}

function fits(segment: Segment, text: string, at: number): boolean {
  if (segment.holes.length === 0) return text.startsWith(segment.text, at)
  if (at + segment.text.length > text.length) return false
  let start = 0
  for (const hole of segment.holes) {
    if (!text.startsWith(segment.text.slice(start, hole), at + start)) return false
    start = hole + 1
  }
  return text.startsWith(segment.text.slice(start), at + start)
}
