import type { ContextValue } from './context.ts'
import { PolicyFault } from './fault.ts'
import type { PolicyVersion } from './policy.ts'

/** A piece of a pattern once the variables are filled in: text as such, or a wildcard. */
export type Piece = string | typeof anyRun | typeof anyOne

/** `*` and `?`. Not characters, so that text from a request can never turn into a wildcard. */
export const anyRun = Symbol('*')
export const anyOne = Symbol('?')

/** `${key}` or `${key, 'fallback'}`; the key in lower case. */
export interface Variable {
  readonly key: string
  readonly fallback: string | undefined
}

/** A policy's text, read: neighbouring texts are not necessarily one. */
export type Template = readonly (Piece | Variable)[]

/** A key has a service's prefix; a tag's name may hold nearly anything but what closes the variable. */
const variableText =
  /\$\{(?:([*?$])|\s*([A-Za-z0-9.-]+:[^,{}']*[^,{}'\s])\s*(?:,\s*'([^']*)'\s*)?)\}/y

/**
 * Reads a text in which `*` and `?` are wildcards and, under version 2012-10-17, `${…}` is a variable
 * or one escaped character. Throws {@link PolicyFault} for `${` that is neither.
 */
export function readTemplate(text: string, version: PolicyVersion): Template {
  const template: (Piece | Variable)[] = []
  let plain = ''
  const flush = (): void => {
    if (plain !== '') template.push(plain)
    plain = ''
  }
  for (let at = 0; at < text.length; at += 1) {
    const character = text.charAt(at)
    if (character === '*' || character === '?') {
      flush()
      template.push(character === '*' ? anyRun : anyOne)
    } else if (version === '2012-10-17' && text.startsWith('${', at)) {
      variableText.lastIndex = at
      const [whole, escaped, key, fallback] = variableText.exec(text) ?? []
      if (whole === undefined) throw new PolicyFault('grammar', 'The policy failed legacy parsing')
      if (escaped !== undefined) plain += escaped
      else {
        flush()
        template.push({ key: (key ?? '').toLowerCase(), fallback })
      }
      at += whole.length - 1
    } else plain += character
  }
  flush()
  return template
}

export function isVariable(part: Piece | Variable): part is Variable {
  return typeof part === 'object'
}

/**
 * Fills in the variables: undefined if one has neither a value nor a fallback. A key that holds
 * several values stands for no single one and counts as absent. What is filled in is literal.
 */
export function resolve(template: Template, context: ContextLookup): readonly Piece[] | undefined {
  const pieces: Piece[] = []
  for (const part of template) {
    if (!isVariable(part)) pieces.push(part)
    else {
      const value = context.get(part.key)
      const text = typeof value === 'string' ? value : part.fallback
      if (text === undefined) return undefined
      pieces.push(text)
    }
  }
  return pieces
}

interface ContextLookup {
  get(key: string): ContextValue | undefined
}

/** The text of pieces where wildcards mean nothing. */
export function plainText(pieces: readonly Piece[]): string {
  let text = ''
  for (const piece of pieces) text += wildcardAsText(piece)
  return text
}

function wildcardAsText(piece: Piece): string {
  if (piece === anyRun) return '*'
  return piece === anyOne ? '?' : piece
}
