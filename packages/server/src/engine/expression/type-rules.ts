import { limits } from '../../base/index.ts'
import { compareScalars, typeOf, type AttributeValue } from '../../values/index.ts'
import type { Binder } from './binder.ts'
import { literalOf, staticType, type Term } from './condition-tree.ts'
import { wrongType } from './faults.ts'

/** What the service checks of a condition's types before it sees any item. */

const ordered: ReadonlySet<string> = new Set(['S', 'N', 'B'])
const withoutSize: ReadonlySet<string> = new Set(['N', 'BOOL', 'NULL'])

/** The service shows its sets of types in this order. */
const typeNames = ['B', 'NULL', 'SS', 'BOOL', 'L', 'BS', 'N', 'NS', 'S', 'M']
const anyType = '{NS,SS,L,BS,N,M,B,BOOL,NULL,S}'

/** `<` and its like, and BETWEEN, order strings, numbers and binaries only. */
export function checkOrdered(binder: Binder, operator: string, terms: readonly Term[]): void {
  for (const term of terms) {
    const type = staticType(term)
    if (type !== undefined && !ordered.has(type)) binder.refuse(wrongType(operator, type))
  }
}

/** The bounds of BETWEEN, where the request gives both. */
export function checkBounds(binder: Binder, lower: Term, upper: Term): void {
  const low = literalOf(lower)
  const high = literalOf(upper)
  if (low === undefined || high === undefined) return
  const bounds =
    `lower bound operand: AttributeValue: ${show(low)}, ` +
    `upper bound operand: AttributeValue: ${show(high)}`
  const order = compareScalars(low, high)
  if (order === undefined) {
    return binder.refuse(
      `The BETWEEN operator requires same data type for lower and upper bounds; ${bounds}`,
    )
  }
  if (order > 0) {
    binder.refuse(
      'The BETWEEN operator requires upper bound to be greater than or equal to lower bound; ' +
        bounds,
    )
  }
}

export function checkCandidates(binder: Binder, count: number): void {
  if (count <= limits.inOperands) return
  binder.refuse(`The IN operator is provided with too many operands; number of operands: ${count}`)
}

export function checkPrefix(binder: Binder, terms: readonly Term[]): void {
  for (const term of terms) {
    const type = staticType(term)
    if (type !== undefined && type !== 'S' && type !== 'B') {
      binder.refuse(wrongType('begins_with', type))
    }
  }
}

export function checkSized(binder: Binder, term: Term): void {
  const type = staticType(term)
  if (type !== undefined && withoutSize.has(type)) binder.refuse(wrongType('size', type))
}

/** The type that attribute_type asks for: a value of the request, never of the item. */
export function checkTypeName(binder: Binder, term: Term): string {
  const value = literalOf(term)
  if (value === undefined || !('S' in value)) {
    return binder.refuse(wrongType('attribute_type', staticType(term) ?? anyType))
  }
  if (!typeNames.includes(value.S)) {
    binder.refuse(
      `Invalid attribute type name found; type: ${value.S}, valid types: {${typeNames.join(',')}}`,
    )
  }
  return value.S
}

/** A scalar as the service shows it: `{N:1}`. */
function show(value: AttributeValue): string {
  const type = typeOf(value)
  return `{${type}:${String(Object.values(value)[0])}}`
}
