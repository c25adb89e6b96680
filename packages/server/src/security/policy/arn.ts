import type { RequestContext } from './context.ts'
import { compileGlob, globMatches, type Glob } from './glob.ts'
import { anyRun, isVariable, plainText, resolve, type Piece, type Template } from './template.ts'

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
  if (parts.some((part) => part.some(isVariable))) {
    return (arn, context) => {
      const resolved = parts.map((part) => resolve(part, context))
      if (!resolved.every((part) => part !== undefined)) return undefined
      return resolved.every((part, index) => globMatches(compileGlob(part), arn.parts[index] ?? ''))
    }
  }
  const pieces = parts as readonly (readonly Piece[])[]
  const head = pieces.slice(0, 5)
  const tail = compileGlob(pieces[5] ?? [])
  if (head.every((part) => part.every((piece) => typeof piece === 'string'))) {
    const prefix = head.map((part) => `${plainText(part)}:`).join('')
    return (arn) => arn.text.startsWith(prefix) && globMatches(tail, arn.text, prefix.length)
  }
  const globs: Glob[] = [...head.map(compileGlob), tail]
  return (arn) => globs.every((glob, index) => globMatches(glob, arn.parts[index] ?? ''))
}

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
