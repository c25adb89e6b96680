import { assert } from '../../base/index.ts'
import { arnOperators } from './arn-operators.ts'
import { binaryOperators } from './binary-operators.ts'
import { boolOperators, readBoolean } from './bool-operators.ts'
import { ambiguous, type ContextValue, type RequestContext } from './context.ts'
import { dateOperators } from './date-operators.ts'
import { ipOperators } from './ip-operators.ts'
import { isAffordable, workOf } from './match-work.ts'
import { numericOperators } from './numeric-operators.ts'
import { badValue, not, type Matcher, type OperatorTable, type Truth } from './operator.ts'
import type { Condition, PolicyVersion } from './policy.ts'
import { stringOperators } from './string-operators.ts'

const families: OperatorTable = {
  ...stringOperators,
  ...numericOperators,
  ...dateOperators,
  ...boolOperators,
  ...binaryOperators,
  ...ipOperators,
  ...arnOperators,
}

/** Without a prototype, so that an operator called `constructor` is unknown. */
const operators = new Map(Object.entries(families))

export interface CompiledCondition {
  readonly source: Condition
  readonly holds: (context: RequestContext) => Truth
}

/** Splits `ForAllValues:StringLikeIfExists` into its parts; undefined if there is no such operator. */
export function readOperator(
  name: string,
): Pick<Condition, 'operator' | 'qualifier' | 'ifExists'> | undefined {
  if (name === 'Null') return { operator: name, ifExists: false }
  const [, qualifier, operator = '', suffix] =
    /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name) ?? []
  if (!operators.has(operator)) return undefined
  const parts = { operator, ifExists: suffix !== undefined }
  if (qualifier === 'ForAllValues' || qualifier === 'ForAnyValue') return { ...parts, qualifier }
  return parts
}

/** Throws a `PolicyFault` for a value that the operator cannot read. */
export function compileCondition(source: Condition, version: PolicyVersion): CompiledCondition {
  const key = source.key.toLowerCase()
  if (source.operator === 'Null') {
    const wanted = source.values.map((value) => readBoolean(value) ?? badValue(value))
    return { source, holds: (context) => wanted.includes(isAbsent(context.get(key))) }
  }
  const operator = operators.get(source.operator)
  assert(operator !== undefined, 'a parsed condition has a known operator')
  const matches = operator.construct(source.values, version)
  const test: Matcher = operator.negated
    ? (value, context) => not(matches(value, context))
    : matches
  const whenAbsent = ofAbsent(source, operator.negated)
  const work = workOf(source)
  const combine = combiners[source.qualifier ?? 'none']
  const holds = (context: RequestContext): Truth => {
    const value = context.get(key)
    if (value === ambiguous) return undefined
    if (isAbsent(value)) return whenAbsent
    if (!isAffordable(context, work, value)) return undefined
    if (typeof value === 'string') return test(value, context)
    return combine(value.map((one) => test(one, context)))
  }
  return { source, holds }
}

function isAbsent(value: ContextValue | undefined): value is undefined {
  return value === undefined || (value !== ambiguous && typeof value !== 'string' && !value.length)
}

function ofAbsent(source: Condition, negated: boolean): boolean {
  if (source.ifExists || source.qualifier === 'ForAllValues') return true
  return source.qualifier === undefined && negated
}

/**
 * What the results for the values of one key amount to. AWS leaves open what an operator without
 * qualifier means for several values: if they disagree we cannot tell, so that an Allow does not
 * apply and a Deny does.
 */
const combiners: Record<'ForAllValues' | 'ForAnyValue' | 'none', (results: Truth[]) => Truth> = {
  ForAllValues: (results) =>
    results.includes(false) ? false : results.includes(undefined) ? undefined : true,
  ForAnyValue: (results) =>
    results.includes(true) ? true : results.includes(undefined) ? undefined : false,
  none: (results) => (results.every((result) => result === results[0]) ? results[0] : undefined),
}
