import { attributeOf, setAttribute, typeOf, type AttributeMap } from '../../values/index.ts'
import type { Condition } from '../expression/index.ts'
import { conditionOf, flatten } from './condition.ts'
import { refused } from './faults.ts'
import { checked, equated, type KeyName } from './key-terms.ts'
import type { Parameters } from './literal.ts'
import type { Expression } from './tree.ts'

/** The one item that a WHERE clause names, and what else it asks of it. */
export interface ItemSelection {
  readonly key: AttributeMap
  readonly condition: Condition | undefined
}

/**
 * Takes the equalities on all key attributes out of a WHERE clause; undefined where it lacks one.
 * Throws the faults of the clause itself.
 */
export function itemOf(
  where: Expression | undefined,
  keys: readonly KeyName[],
  parameters: Parameters,
): ItemSelection | undefined {
  if (where === undefined) return undefined
  checkScalars(conditionOf(where, parameters), keys)
  const key: AttributeMap = {}
  const rest: Expression[] = []
  for (const part of flatten(where, 'and')) {
    const found = keys
      .map(({ name }) => ({ name, value: equated(part, name, parameters) }))
      .find(({ value }) => value !== undefined)
    if (found?.value === undefined) {
      rest.push(part)
    } else if (Object.hasOwn(key, found.name)) {
      throw refused(
        `Multiple conditions on same key ${found.name}. Only single item Update/Insert/Delete are supported`,
      )
    } else {
      setAttribute(key, found.name, found.value)
    }
  }
  if (Object.keys(key).length !== keys.length) return undefined
  checkTypes(key, keys)
  const residual = conjunction(rest)
  return { key, condition: residual && conditionOf(residual, parameters) }
}

/** Of the whole key: what no key can be is reported before what this one cannot. */
function checkTypes(key: AttributeMap, keys: readonly KeyName[]): void {
  const values = keys.map((name) => ({ name, value: attributeOf(key, name.name) }))
  for (const { name, value } of values) {
    const type = value && typeOf(value)
    if (type === undefined || type === 'S' || type === 'N' || type === 'B') continue
    throw refused(`Key value must be of type S, N, or B. Key name: ${name.name}, Key type: ${type}`)
  }
  for (const { name, value } of values) if (value) checked(value, name)
}

/** One condition of several parts; undefined of none. */
export function conjunction(parts: readonly Expression[]): Expression | undefined {
  return joined('and', parts)
}

export function joined(
  operator: 'and' | 'or',
  parts: readonly Expression[],
): Expression | undefined {
  const [first, ...rest] = parts
  if (first === undefined) return undefined
  return rest.reduce<Expression>(
    (left, right) => ({ kind: 'binary', operator, left, right, place: left.place }),
    first,
  )
}

/** A key attribute is a scalar, so a condition cannot look into it. */
export function checkScalars(condition: Condition, keys: readonly KeyName[]): void {
  for (const { name } of keys) {
    if (!condition.nestedAttributes.has(name)) continue
    throw refused(
      `Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: ${name}`,
    )
  }
}
