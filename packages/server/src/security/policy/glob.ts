import { anyOne, anyRun, type Piece } from './template.ts'

/**
 * A pattern as the texts between its `*`: the first is anchored at the start, the last at the end.
 * There is always at least one; exactly one means that the pattern has no `*`.
 */
export type Glob = readonly Segment[]

interface Segment {
  /** With any character where a `?` stands. */
  readonly text: string
  /** Whether there is a `?` at all. */
  readonly holes: boolean
  /** The code unit at each place; -1 where a `?` stands. Only of segments with holes. */
  readonly units: readonly number[]
}

export function compileGlob(pieces: readonly Piece[]): Glob {
  const segments: Segment[] = []
  let text = ''
  let holes = new Set<number>()
  for (const piece of pieces) {
    if (piece === anyRun) {
      segments.push(segment(text, holes))
      text = ''
      holes = new Set()
    } else if (piece === anyOne) {
      holes.add(text.length)
      text += '?'
    } else text += piece
  }
  return [...segments, segment(text, holes)]
}

function segment(text: string, holes: ReadonlySet<number>): Segment {
  if (holes.size === 0) return { text, holes: false, units: [] }
  const units = Array.from({ length: text.length }, (_, at) =>
    holes.has(at) ? -1 : text.charCodeAt(at),
  )
  return { text, holes: true, units }
}

/** {@link globMatches} of whole texts, made ready: most patterns are a text, or one with `*` at its end. */
export function compileMatch(pieces: readonly Piece[]): (text: string) => boolean {
  const glob = compileGlob(pieces)
  const [first, last] = glob
  if (first === undefined || glob.some(({ holes }) => holes)) {
    return (text) => globMatches(glob, text)
  }
  if (last === undefined) return (text) => text === first.text
  if (glob.length > 2 || last.text !== '') return (text) => globMatches(glob, text)
  return first.text === '' ? () => true : (text) => text.startsWith(first.text)
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
  if (!segment.holes) return text.indexOf(segment.text, from)
  for (let at = from; at + segment.text.length <= end; at += 1) {
    if (fits(segment, text, at)) return at
  }
  return -1
}

/** Compares numbers, one at a time: patterns of many `?` come from session policies, which many may write. */
function fits(segment: Segment, text: string, at: number): boolean {
  if (!segment.holes) return text.startsWith(segment.text, at)
  const { units } = segment
  if (at + units.length > text.length) return false
  for (let index = 0; index < units.length; index += 1) {
    const unit = units[index]
    if (unit !== -1 && unit !== text.charCodeAt(at + index)) return false
  }
  return true
}
