import { readActionPattern } from '../statement.ts'
import { Choices, type Choice, type Unit } from './choice.ts'
import type { Effort } from './effort.ts'
import { patternOf, type Pattern } from './pattern.ts'
import { tellTexts } from './tell-texts.ts'

/** `service:Name`. */
const anyAction = patternOf(readActionPattern('?*:?*'))

/** Actions, in lower case unless a policy spells them. */
export function chooseActions(units: readonly Unit[], effort: Effort): readonly Choice<string>[] {
  const patterns: Pattern[] = []
  const numbers = new Map<string, number>()
  const spellings = new Map<string, string>()
  const wanted = units.map(({ compiled }) => {
    let mask = 0n
    for (const entry of compiled.source.actions.entries) {
      const name = entry.toLowerCase()
      const number = numbers.get(name) ?? patterns.length
      if (number === patterns.length) {
        numbers.set(name, number)
        patterns.push(patternOf(readActionPattern(name)))
      }
      if (!/[*?]/.test(entry)) spellings.set(name, entry)
      mask |= 1n << BigInt(number)
    }
    return mask
  })
  const prefer = ['other:Action', 'another:Action'].map((text) => text.toLowerCase())
  const told = tellTexts(patterns, effort, { domain: anyAction, prefer })
  const found = new Choices<string>()
  for (const { mask, example } of told) {
    let standing = 0n
    for (const [index, unit] of units.entries()) {
      effort.spend()
      const named = (mask & (wanted[index] ?? 0n)) !== 0n
      if (named !== unit.compiled.source.actions.negated) standing |= unit.bit
    }
    found.add({ mask: standing, value: spellings.get(example) ?? example, exact: true })
  }
  return found.list()
}
