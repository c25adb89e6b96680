import type { Condition } from '../../../engine/index.ts'
import type {
  ConditionalOperator,
  Condition as LegacyCondition,
} from '../../../generated/dynamodb/index.ts'
import { normalizeValue, type Wording } from '../../../values/index.ts'
import { checkOperands, comparison, joined } from './comparison.ts'

/** Conditions by the attribute that they are on. */
export type LegacyConditions = Readonly<Record<string, LegacyCondition>>

/** The filter that `QueryFilter` or `ScanFilter` is; undefined where it asks for nothing. */
export function legacyFilter(
  filter: LegacyConditions = {},
  operator: ConditionalOperator | undefined,
  wording: Wording,
): Condition | undefined {
  const comparisons = Object.entries(filter).map(([name, condition]) => {
    const values = operandsOf(condition, wording)
    return comparison(name, condition.ComparisonOperator, values)
  })
  return joined(Object.keys(filter), comparisons, operator)
}

/** The values of a condition, normalized and checked. Throws a validation error. */
export function operandsOf(condition: LegacyCondition, wording: Wording) {
  const list = condition.AttributeValueList ?? []
  const values = list.map((value) => normalizeValue(value, wording))
  checkOperands(condition.ComparisonOperator, values)
  return values
}
