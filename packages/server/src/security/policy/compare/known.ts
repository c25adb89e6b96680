import { compileArn, matchesAll, readArn, splitTemplate } from '../arn.ts'
import type { ContextValue } from '../context.ts'
import type { PolicyVersion } from '../policy.ts'
import {
  anyRun,
  isVariable,
  plainText,
  readTemplate,
  resolve,
  type Piece,
  type Template,
} from '../template.ts'
import { anyText, patternOf } from './pattern.ts'
import type { ArnParts } from './tell-arns.ts'

/**
 * Keys whose values are settled for one comparison: undefined is absent. The variables of other keys are
 * open: a pattern with one may match whatever a wildcard in its place matches.
 */
export type KnownKeys = ReadonlyMap<string, string | undefined>

export const nothingKnown: KnownKeys = new Map()

/** A policy's text with its variables filled in. */
export interface Filled {
  /** An open variable is a run. */
  readonly pieces: readonly Piece[]
  readonly open: boolean
}

/** Undefined if a variable is known to have no value. */
export function fill(template: Template, known: KnownKeys): Filled | undefined {
  const open = template.some((part) => isVariable(part) && !known.has(part.key))
  const context = {
    get(key: string): ContextValue | undefined {
      return known.get(key)
    },
  }
  const pieces: Piece[] = []
  for (const part of template) {
    if (isVariable(part) && !known.has(part.key)) pieces.push(anyRun)
    else {
      const filled = resolve([part], context)
      if (filled === undefined) return undefined
      pieces.push(...filled)
    }
  }
  return { pieces, open }
}

/** A text that ARNs are held against, as patterns of their parts. */
export interface FilledArn {
  readonly parts: ArnParts
  readonly open: boolean
}

/** Any ARN; six parts, each any text. */
export const anyArn: ArnParts = Array.from({ length: 6 }, () => anyText)

/**
 * Undefined for a pattern that matches nothing. A lone variable stands for a whole ARN, as in the
 * conditions on ARNs.
 */
export function fillArn(
  text: string,
  version: PolicyVersion,
  known: KnownKeys,
): FilledArn | undefined {
  const template = readTemplate(text, version)
  if (matchesAll(template)) return { parts: anyArn, open: false }
  const [only] = template
  if (template.length === 1 && only !== undefined && isVariable(only)) {
    const filled = fill(template, known)
    if (filled === undefined) return undefined
    if (filled.open) return { parts: anyArn, open: true }
    return literalArn(filled.pieces)
  }
  if (compileArn(template) === undefined) return undefined
  const parts = (splitTemplate(template) ?? []).map((part) => fill(part, known))
  if (!parts.every((part) => part !== undefined)) return undefined
  return {
    parts: parts.map(({ pieces }) => patternOf(pieces)),
    open: parts.some(({ open }) => open),
  }
}

/** The value of a variable as an ARN; undefined if it is none. */
function literalArn(pieces: readonly Piece[]): FilledArn | undefined {
  const arn = readArn(plainText(pieces))
  return arn && { parts: arn.parts.map((part) => patternOf([part])), open: false }
}
