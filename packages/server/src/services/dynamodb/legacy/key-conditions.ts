import type { KeyCondition, KeyConditionTerm } from '../../../engine/index.ts'
import { validation } from '../../../errors/index.ts'
import type { ComparisonOperator } from '../../../generated/dynamodb/index.ts'
import { checkName } from '../../../values/index.ts'
import { operandsOf, type LegacyConditions } from './filter.ts'

/** Those that name a range of keys; whoever uses another is refused once the schema is known. */
const operators: Partial<Record<ComparisonOperator, KeyConditionTerm['operator']>> = {
  EQ: '=',
  LE: '<=',
  LT: '<',
  GE: '>=',
  GT: '>',
  BEGINS_WITH: 'begins_with',
  BETWEEN: 'BETWEEN',
}

/** The key condition that `KeyConditions` is. Throws a validation error. */
export function legacyKeyCondition(conditions: LegacyConditions): KeyCondition {
  const terms = Object.entries(conditions).map(([name, condition]): KeyConditionTerm => {
    const operands = operandsOf(condition, 'current')
    checkName(name)
    return { name, operands, operator: operators[condition.ComparisonOperator] ?? 'unindexable' }
  })
  if (terms.length === 0) throw validation('Conditions can be of length 1 or 2 only')
  return { terms, attributes: new Set(Object.keys(conditions)) }
}
