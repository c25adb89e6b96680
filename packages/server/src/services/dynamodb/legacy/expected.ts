import type { Condition } from '../../../engine/index.ts'
import { invalidParameters } from '../../../errors/index.ts'
import type {
  ConditionalOperator,
  ExpectedAttributeValue,
} from '../../../generated/dynamodb/index.ts'
import { normalizeValue, type AttributeValue } from '../../../values/index.ts'
import { checkOperands, comparison, exists, joined, type Comparison } from './comparison.ts'
import { checkConditionalOperator } from './mixing.ts'

interface Input {
  readonly Expected?: Readonly<Record<string, ExpectedAttributeValue>> | undefined
  readonly ConditionalOperator?: ConditionalOperator | undefined
}

/** The condition that `Expected` is; undefined where it asks for nothing. Throws a validation error. */
export function expectedCondition({
  Expected: expected = {},
  ConditionalOperator: operator,
}: Input): Condition | undefined {
  checkConditionalOperator(operator, expected)
  const comparisons = Object.entries(expected).map(([name, each]) => expectation(name, each))
  return joined(Object.keys(expected), comparisons, operator)
}

function expectation(name: string, expected: ExpectedAttributeValue): Comparison {
  const { Value: value, Exists, ComparisonOperator: operator, AttributeValueList: list } = expected
  const refuse = (fault: string): never => {
    throw invalidParameters(`${fault} for Attribute: ${name}`)
  }
  if (value !== undefined && list !== undefined) {
    refuse('Value and AttributeValueList cannot be used together')
  }
  if (operator === undefined) {
    if (list !== undefined) refuse('AttributeValueList can only be used with a ComparisonOperator')
    return equality(name, value, Exists, refuse)
  }
  if (Exists !== undefined) refuse('Exists and ComparisonOperator cannot be used together')
  const given = list ?? (value === undefined ? undefined : [value])
  if (given === undefined && operator !== 'NULL' && operator !== 'NOT_NULL') {
    refuse(`Value or AttributeValueList must be used with ComparisonOperator: ${operator}`)
  }
  const values = (given ?? []).map((each) => normalizeValue(each))
  checkOperands(operator, values)
  return comparison(name, operator, values)
}

/** `Value` and `Exists` without an operator: that an attribute has a value, or is missing. */
function equality(
  name: string,
  value: AttributeValue | undefined,
  wanted: boolean | undefined,
  refuse: (fault: string) => never,
): Comparison {
  if (wanted === false) {
    if (value !== undefined) refuse('Value cannot be used when Exists is false')
    return exists(name, false)
  }
  if (value === undefined) {
    return refuse(`Value must be provided when Exists is ${wanted === undefined ? 'null' : 'true'}`)
  }
  return comparison(name, 'EQ', [normalizeValue(value)])
}
