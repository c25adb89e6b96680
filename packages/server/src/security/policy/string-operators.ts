import { compileGlob, compileMatch, globMatches } from './glob.ts'
import { is, isNot, type MatcherConstructor, type OperatorTable } from './operator.ts'
import {
  isVariable,
  plainText,
  readTemplate,
  resolve,
  type Piece,
  type Template,
} from './template.ts'

export const stringOperators: OperatorTable = {
  StringEquals: is(equals((text) => text)),
  StringNotEquals: isNot(equals((text) => text)),
  StringEqualsIgnoreCase: is(equals((text) => text.toLowerCase())),
  StringNotEqualsIgnoreCase: isNot(equals((text) => text.toLowerCase())),
  StringLike: is(like),
  StringNotLike: isNot(like),
}

/** Wildcards are plain characters here. A value whose variable is absent equals nothing. */
function equals(fold: (text: string) => string): MatcherConstructor {
  return (values, version) => {
    const { fixed, open } = split(values.map((value) => readTemplate(value, version)))
    const texts = new Set(fixed.map((pieces) => fold(plainText(pieces))))
    return (value, context) => {
      const folded = fold(value)
      if (texts.has(folded)) return true
      return open.some((template) => {
        const pieces = resolve(template, context)
        return pieces !== undefined && fold(plainText(pieces)) === folded
      })
    }
  }
}

function like(values: readonly string[], version: '2008-10-17' | '2012-10-17') {
  const { fixed, open } = split(values.map((value) => readTemplate(value, version)))
  const ready = fixed.map(compileMatch)
  return (value: string, context: Parameters<typeof resolve>[1]): boolean =>
    ready.some((matches) => matches(value)) ||
    open.some((template) => {
      const pieces = resolve(template, context)
      return pieces !== undefined && globMatches(compileGlob(pieces), value)
    })
}

/** Templates without variables are made ready once. */
function split(templates: readonly Template[]): {
  fixed: readonly (readonly Piece[])[]
  open: readonly Template[]
} {
  const isFixed = (template: Template): template is readonly Piece[] => !template.some(isVariable)
  return {
    fixed: templates.filter(isFixed),
    open: templates.filter((template) => !isFixed(template)),
  }
}
