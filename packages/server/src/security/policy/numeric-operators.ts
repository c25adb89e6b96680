import { compareDecimals, readDecimal } from './decimal.ts'
import { comparing, is, isNot, type MatcherConstructor, type OperatorTable } from './operator.ts'

export const numericOperators: OperatorTable = {
  NumericEquals: is(ordered((order) => order === 0)),
  NumericNotEquals: isNot(ordered((order) => order === 0)),
  NumericLessThan: is(ordered((order) => order < 0)),
  NumericLessThanEquals: is(ordered((order) => order <= 0)),
  NumericGreaterThan: is(ordered((order) => order > 0)),
  NumericGreaterThanEquals: is(ordered((order) => order >= 0)),
}

function ordered(holds: (order: number) => boolean): MatcherConstructor {
  return comparing(readDecimal, (value, wanted) => holds(compareDecimals(value, wanted)))
}
