import { anyRun } from '../template.ts'
import type { Effort } from './effort.ts'
import { onlyText, type Pattern } from './pattern.ts'
import { Tracker, type State } from './tracker.ts'

/** Values that none of the patterns tells apart: which match them (bit i: pattern i), and one of them. */
export interface Told {
  readonly mask: bigint
  readonly example: string
}

export interface TellOptions {
  /** Only texts that match it exist. */
  readonly domain?: Pattern
  /** Texts to be shown rather than others; within the domain. */
  readonly prefer?: readonly string[]
}

/**
 * Every combination of matching and not matching that some text has, with an example: the patterns run
 * side by side over all texts, as one automaton whose states are made as they are reached.
 */
export function tellTexts(
  patterns: readonly Pattern[],
  effort: Effort,
  { domain, prefer = [] }: TellOptions = {},
): readonly Told[] {
  const found = new Map<bigint, string>()
  const literals = patterns.map(onlyText)
  if (literals.every((text, index) => text !== undefined || isAnyText(patterns[index]))) {
    tellLiterals(literals, effort, prefer, found)
  } else {
    // The domain is one more pattern, whose bit is the highest and is taken off again.
    const all = domain === undefined ? patterns : [...patterns, domain]
    tellPatterns(new Tracker(all), effort, prefer, (mask, example) => {
      const top = 1n << BigInt(patterns.length)
      if (domain !== undefined && (mask & top) === 0n) return
      const own = domain === undefined ? mask : mask ^ top
      const known = found.get(own)
      if (known === undefined || known === '') found.set(own, example)
    })
  }
  return [...found].map(([mask, example]) => ({ mask, example }))
}

function isAnyText(pattern: Pattern | undefined): boolean {
  return pattern?.length === 1 && pattern[0] === anyRun
}

/** Where no pattern has a wildcard, but `*` itself: each text, and one other. */
function tellLiterals(
  literals: readonly (string | undefined)[],
  effort: Effort,
  prefer: readonly string[],
  found: Map<bigint, string>,
): void {
  let every = 0n
  const masks = new Map<string, bigint>()
  for (const [index, text] of literals.entries()) {
    effort.spend()
    const bit = 1n << BigInt(index)
    if (text === undefined) every |= bit
    else masks.set(text, (masks.get(text) ?? 0n) | bit)
  }
  let other = prefer.find((text) => !masks.has(text))
  for (let text = 'x'; other === undefined; text += 'x') if (!masks.has(text)) other = text
  found.set(every, other)
  for (const [text, mask] of masks) found.set(mask | every, text)
}

function tellPatterns(
  tracker: Tracker,
  effort: Effort,
  prefer: readonly string[],
  tell: (mask: bigint, example: string) => void,
): void {
  const start = tracker.start()
  for (const text of prefer) {
    let state = start
    for (const character of text.split('')) state = tracker.step(state, character)
    effort.spend(text.length)
    tell(tracker.matched(state), text)
  }
  const seen = new Set<string>([tracker.keyOf(start)])
  const queue: { state: State; text: string }[] = [{ state: start, text: '' }]
  for (let at = 0; at < queue.length; at += 1) {
    const { state, text } = queue[at] ?? { state: start, text: '' }
    tell(tracker.matched(state), text)
    const next = tracker.nextCharacters(state)
    for (const character of [...next, otherThan(next)]) {
      effort.spend(1 + (state.places.length >> 3))
      const after = tracker.step(state, character)
      const key = tracker.keyOf(after)
      if (seen.has(key)) continue
      seen.add(key)
      queue.push({ state: after, text: text + character })
    }
  }
}

const plain = 'xabcdefghijklmnopqrstuvwyz0123456789'

/** A character that no pattern asks for, for all that are none of these; a letter if there is one. */
function otherThan(taken: ReadonlySet<string>): string {
  for (const character of plain) if (!taken.has(character)) return character
  for (let code = 0x21; ; code += 1) {
    const character = String.fromCharCode(code)
    // Never a colon, which is none inside a part of an ARN.
    if (character !== ':' && !taken.has(character)) return character
  }
}
