import { limits } from '../../base/index.ts'
import type { RequestContext } from './context.ts'
import type { Condition } from './policy.ts'

/** What a condition costs to evaluate, at most: by character and by value of the request. */
interface MatchWork {
  readonly perCharacter: number
  readonly perValue: number
}

/** Patterns that are compared at one place: a text, or one with `*` at its end. */
const anchored = /^[^*?]*\*?$/

export function workOf({ operator, values }: Condition): MatchWork {
  // A pattern that is searched for is compared at each place of the text; one with variables is made anew each time.
  const hasPatterns = /^Arn|Like$/.test(operator)
  const searched = values.filter(
    (value) => value.includes('${') || (hasPatterns && !anchored.test(value)),
  )
  const perCharacter = searched.reduce((sum, { length }) => sum + length, 0)
  // Fixed texts are looked up, however many they are.
  const perValue = /^String(?:Not)?Equals/.test(operator) ? 1 : values.length
  return { perCharacter, perValue: perValue + perCharacter }
}

/** So little that it is not counted. */
const trifle = 1 << 15
const spent = new WeakMap<RequestContext, number>()

/**
 * Whether a decision may do this work too. Who writes a policy and a request can make any match dear, patterns
 * times texts; what a decision does not come to know counts as not known.
 */
export function isAffordable(
  context: RequestContext,
  { perCharacter, perValue }: MatchWork,
  value: string | readonly string[],
): boolean {
  const values = typeof value === 'string' ? 1 : value.length
  const characters = perCharacter === 0 ? 0 : charactersOf(value)
  const steps = characters * perCharacter + values * perValue
  if (steps <= trifle) return true
  const total = (spent.get(context) ?? 0) + steps
  spent.set(context, total)
  return total <= limits.policyMatchSteps
}

function charactersOf(value: string | readonly string[]): number {
  if (typeof value === 'string') return value.length
  let sum = 0
  for (const { length } of value) sum += length
  return sum
}
