/** Where a function may stand: as a condition of its own, or as an operand. */
export type FunctionUse = 'condition' | 'operand'

export interface FunctionRule {
  readonly language: 'condition' | 'update'
  readonly use: FunctionUse
  /** Whether it may be an operand of another function or of `+` and `-`. */
  readonly nests: boolean
  readonly arity: number
}

/** Every function of the expression language. Names are case-sensitive. */
export const functionRules: ReadonlyMap<string, FunctionRule> = new Map([
  ['attribute_exists', condition(1)],
  ['attribute_not_exists', condition(1)],
  ['attribute_type', condition(2)],
  ['begins_with', condition(2)],
  ['contains', condition(2)],
  ['size', { language: 'condition', use: 'operand', nests: true, arity: 1 }],
  ['if_not_exists', { language: 'update', use: 'operand', nests: true, arity: 2 }],
  ['list_append', { language: 'update', use: 'operand', nests: false, arity: 2 }],
])

/** A function used in a text, with what the parser learns about its place. */
export interface FunctionPlace {
  readonly name: string
  use: FunctionUse
  nested: boolean
}

/** The fault of naming this function at this place, if it is one. */
export function functionFault(
  language: 'condition' | 'update',
  place: FunctionPlace,
): string | undefined {
  const rule = functionRules.get(place.name)
  if (rule === undefined) return `Invalid function name; function: ${place.name}`
  if (rule.language !== language) {
    const article = language === 'condition' ? 'a condition' : 'an update'
    return `The function is not allowed in ${article} expression; function: ${place.name}`
  }
  if (rule.use !== place.use || (place.nested && !rule.nests)) {
    return `The function is not allowed to be used this way in an expression; function: ${place.name}`
  }
  return undefined
}

function condition(arity: number): FunctionRule {
  return { language: 'condition', use: 'condition', nests: false, arity }
}
