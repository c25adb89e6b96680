import type { RequestContext } from './context.ts'
import { compileGlob, compileMatch, globMatches } from './glob.ts'
import { anyRun, isVariable, resolve, type Piece, type Template } from './template.ts'

/** An ARN in its six parts; only the last may itself hold colons. */
export interface Arn {
  readonly text: string
  readonly parts: readonly string[]
}

/** Undefined if the text is no ARN. */
export function readArn(text: string): Arn | undefined {
  if (!text.startsWith('arn:')) return undefined
  const parts: string[] = []
  let from = 0
  while (parts.length < 5) {
    const colon = text.indexOf(':', from)
    if (colon < 0) return undefined
    parts.push(text.slice(from, colon))
    from = colon + 1
  }
  parts.push(text.slice(from))
  return { text, parts }
}

/** Matches an ARN; undefined if a variable of the pattern has no value in the context. */
export type ArnPattern = (arn: Arn, context: RequestContext) => boolean | undefined

/**
 * A pattern matches part by part, so a wildcard never reaches over a colon except in the last part,
 * nor does the value of a variable. Undefined if the template has not six parts.
 */
export function compileArn(template: Template): ArnPattern | undefined {
  const parts = splitTemplate(template)
  if (parts === undefined) return undefined
  const fixed: { readonly index: number; readonly matches: (part: string) => boolean }[] = []
  const open: { readonly index: number; readonly part: Template }[] = []
  for (const index of tellingFirst) {
    const part = parts[index] ?? []
    if (part.some(isVariable)) open.push({ index, part })
    else if (!matchesAll(part)) fixed.push({ index, matches: compileMatch(part as Piece[]) })
  }
  const matchesFixed = ({ parts: given }: Arn): boolean => {
    for (const { index, matches } of fixed) {
      if (!matches(given[index] ?? '')) return false
    }
    return true
  }
  if (open.length === 0) return matchesFixed
  return (arn, context) => {
    const resolved: { readonly index: number; readonly pieces: readonly Piece[] }[] = []
    for (const { index, part } of open) {
      const pieces = resolve(part, context)
      // Before anything is compared: what a pattern without a value would match is not known.
      if (pieces === undefined) return undefined
      resolved.push({ index, pieces })
    }
    return (
      matchesFixed(arn) &&
      resolved.every(({ index, pieces }) =>
        globMatches(compileGlob(pieces), arn.parts[index] ?? ''),
      )
    )
  }
}

/** Parts of an ARN in the order in which they tell two resources apart: most patterns fail at the first. */
const tellingFirst = [5, 4, 3, 2, 1, 0] as const

/** Splits at the first five colons of the text itself; those inside `${…}` are none of them. */
export function splitTemplate(template: Template): readonly Template[] | undefined {
  const parts: (Template[number] | string)[][] = [[]]
  for (const part of template) {
    let rest = part
    while (typeof rest === 'string' && parts.length < 6) {
      const colon = rest.indexOf(':')
      if (colon < 0) break
      parts.at(-1)?.push(rest.slice(0, colon))
      parts.push([])
      rest = rest.slice(colon + 1)
    }
    if (rest !== '') parts.at(-1)?.push(rest)
  }
  return parts.length === 6 ? parts : undefined
}

/** Whether the template is a single `*`. */
export function matchesAll(template: Template): boolean {
  return template.length === 1 && template[0] === anyRun
}
