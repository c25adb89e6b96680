import type { Condition } from '../../../engine/index.ts'
import { invalidParameters, validation } from '../../../errors/index.ts'
import type { ComparisonOperator } from '../../../generated/dynamodb/index.ts'
import { checkName, compareScalars, typeOf, type AttributeValue } from '../../../values/index.ts'

/** A comparison of one attribute with values of the request. */
export type Comparison = Condition['tree']

interface Rule {
  /** How many values it takes. */
  readonly least: number
  readonly most: number
  /** The types that its values may have; undefined: any. */
  readonly types: ReadonlySet<string> | undefined
}

const scalars = new Set(['S', 'N', 'B'])
const elements = new Set(['S', 'N', 'B', 'BOOL', 'NULL'])
const none = { least: 0, most: 0, types: undefined }
const any = { least: 1, most: 1, types: undefined }
const ordered = { least: 1, most: 1, types: scalars }
const element = { least: 1, most: 1, types: elements }

const rules: Readonly<Record<ComparisonOperator, Rule>> = {
  NULL: none,
  NOT_NULL: none,
  EQ: any,
  NE: any,
  LE: ordered,
  LT: ordered,
  GE: ordered,
  GT: ordered,
  CONTAINS: element,
  NOT_CONTAINS: element,
  BEGINS_WITH: { least: 1, most: 1, types: new Set(['S', 'B']) },
  IN: { least: 1, most: Infinity, types: scalars },
  BETWEEN: { least: 2, most: 2, types: scalars },
}

/** Checks the values of a comparison, which are normalized, in the service's order. */
export function checkOperands(
  operator: ComparisonOperator,
  values: readonly AttributeValue[],
): void {
  const { least, most, types } = rules[operator]
  if (values.length < least || values.length > most) {
    throw invalidParameters(`Invalid number of argument(s) for the ${operator} ComparisonOperator`)
  }
  const [first] = values
  if (first === undefined) return
  if (values.some((value) => typeOf(value) !== typeOf(first))) {
    throw invalidParameters('AttributeValues inside AttributeValueList must be of same type')
  }
  for (const value of values) {
    if (types?.has(typeOf(value)) === false) {
      throw invalidParameters(
        `ComparisonOperator ${operator} is not valid for ${typeOf(value)} AttributeValue type`,
      )
    }
  }
  const [lower, upper] = values
  if (operator !== 'BETWEEN' || lower === undefined || upper === undefined) return
  if ((compareScalars(lower, upper) ?? 0) > 0) {
    throw validation(
      'The BETWEEN condition was provided a range where the lower bound is greater than the upper bound',
    )
  }
}

const comparators = { EQ: '=', NE: '<>', LE: '<=', LT: '<', GE: '>=', GT: '>' } as const

/**
 * The comparison as a condition. The values were checked. An attribute that is missing meets NE and
 * NULL only: neither CONTAINS nor NOT_CONTAINS.
 */
export function comparison(
  name: string,
  operator: ComparisonOperator,
  values: readonly AttributeValue[],
): Comparison {
  const term = { kind: 'path', path: [name] } as const
  const literals = values.map((value) => ({ kind: 'literal', value }) as const)
  const [first, second] = literals
  if (operator === 'NULL' || operator === 'NOT_NULL') {
    return exists(name, operator === 'NOT_NULL')
  }
  if (first === undefined) throw new TypeError('a comparison without its checked values')
  switch (operator) {
    case 'CONTAINS':
      return { kind: 'contains', term, operand: first }
    case 'NOT_CONTAINS': {
      const contains = { kind: 'contains', term, operand: first } as const
      return { kind: 'and', conditions: [exists(name, true), { kind: 'not', condition: contains }] }
    }
    case 'BEGINS_WITH':
      return { kind: 'begins', term, operand: first }
    case 'IN':
      return { kind: 'in', term, candidates: literals }
    case 'BETWEEN':
      return { kind: 'between', term, lower: first, upper: second ?? first }
    default:
      return { kind: 'compare', operator: comparators[operator], left: term, right: first }
  }
}

export function exists(name: string, wanted: boolean): Comparison {
  return { kind: 'exists', path: [name], wanted }
}

/** The conditions on attributes joined; undefined when there are none. Throws for a name that none can have. */
export function joined(
  names: readonly string[],
  comparisons: readonly Comparison[],
  operator: 'AND' | 'OR' | undefined,
): Condition | undefined {
  if (comparisons.length === 0) return undefined
  for (const name of names) checkName(name)
  return {
    tree: { kind: operator === 'OR' ? 'or' : 'and', conditions: comparisons },
    attributes: new Set(names),
    nestedAttributes: new Set(),
  }
}
