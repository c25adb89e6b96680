import { anyOne, anyRun, type Piece } from '../template.ts'

/** One place of a pattern: a wildcard, or the code units that may stand there. */
export type Item = Piece

/** A pattern as its places; two runs never follow each other. */
export type Pattern = readonly Item[]

export const anyText: Pattern = [anyRun]

export function patternOf(pieces: readonly Piece[]): Pattern {
  const items: Item[] = []
  for (const piece of pieces) {
    // Code units, as the evaluator counts `?`.
    if (typeof piece === 'string') items.push(...piece.split(''))
    else if (piece !== anyRun || items.at(-1) !== anyRun) items.push(piece)
  }
  return items
}

/** The Kelvin sign: the one character outside ASCII whose lower case is within. */
const kelvin = '\u212a'

/**
 * The pattern of all texts whose lower case matches; undefined if the pieces hold more than ASCII, where
 * lower case is not a matter of single characters.
 */
export function foldedPattern(pieces: readonly Piece[]): Pattern | undefined {
  const items: Item[] = []
  for (const item of patternOf(pieces)) {
    if (typeof item !== 'string') items.push(item)
    else if (item > '\u007f') return undefined
    else {
      const lower = item.toLowerCase()
      const upper = item.toUpperCase()
      const variants = lower === upper ? lower : lower + upper
      items.push(lower === 'k' ? variants + kelvin : variants)
    }
  }
  return items
}

/** The one text that matches; undefined if there are several. */
export function onlyText(pattern: Pattern): string | undefined {
  let text = ''
  for (const item of pattern) {
    if (typeof item !== 'string' || item.length !== 1) return undefined
    text += item
  }
  return text
}

/** Equal for patterns that match the same way. */
export function patternKey(pattern: Pattern): string {
  let key = ''
  for (const item of pattern) {
    if (item === anyRun) key += '*'
    else if (item === anyOne) key += '?'
    else key += `${String(item.length)}${item}`
  }
  return key
}
