import { typeOf, type AttributeValue } from '../../values/index.ts'
import type { KeyConditionTerm } from '../expression/index.ts'
import { refused } from './faults.ts'
import { isValue, valueOf, type Parameters } from './literal.ts'
import type { Expression } from './tree.ts'

/** A key attribute of the table or index that a statement names. */
export interface KeyName {
  readonly name: string
  readonly type: string
}

const swapped: Readonly<Record<string, KeyConditionTerm['operator']>> = {
  '=': '=',
  '<': '>',
  '<=': '>=',
  '>': '<',
  '>=': '<=',
}

/**
 * What a part of a WHERE clause asks of a key attribute, if it compares the attribute with values
 * in a way in which keys can be looked up. Throws where a value is not of the key's type.
 */
export function keyTerm(
  expression: Expression,
  key: KeyName,
  parameters: Parameters,
): KeyConditionTerm | undefined {
  const found = comparison(expression, key.name)
  if (found === undefined || !found.operands.every(isValue)) return undefined
  const operands = found.operands.map((operand) => checked(valueOf(operand, parameters), key))
  return { name: key.name, operator: found.operator, operands }
}

/** The value that an expression equates with an attribute, of whatever type. */
export function equated(
  expression: Expression,
  name: string,
  parameters: Parameters,
): AttributeValue | undefined {
  const found = comparison(expression, name)
  const operand = found?.operator === '=' ? found.operands[0] : undefined
  return operand && isValue(operand) ? valueOf(operand, parameters) : undefined
}

function comparison(
  expression: Expression,
  name: string,
): { operator: KeyConditionTerm['operator']; operands: Expression[] } | undefined {
  if (expression.kind === 'between') {
    const { operand, lower, upper } = expression
    return names(operand, name) ? { operator: 'BETWEEN', operands: [lower, upper] } : undefined
  }
  if (expression.kind === 'call' && expression.name === 'begins_with') {
    const [operand, prefix] = expression.operands
    if (operand === undefined || prefix === undefined || !names(operand, name)) return undefined
    return { operator: 'begins_with', operands: [prefix] }
  }
  if (expression.kind !== 'binary') return undefined
  const { operator, left, right } = expression
  const mirrored = swapped[operator]
  if (mirrored === undefined) return undefined
  if (names(left, name)) {
    return { operator: operator as KeyConditionTerm['operator'], operands: [right] }
  }
  return names(right, name) ? { operator: mirrored, operands: [left] } : undefined
}

export function names(expression: Expression, name: string): boolean {
  return expression.kind === 'name' && expression.name === name
}

/** A value that is of the key's type; throws of any other. */
export function checked(value: AttributeValue, { name, type }: KeyName): AttributeValue {
  if (typeOf(value) === type) return value
  throw refused(
    `Key attribute's data type should match its data type in table's schema: Key ${name}`,
  )
}
