import {
  checkSubstitutionKeys,
  checkSubstitutionsWanted,
  parseCondition,
  parseProjection,
  Substitutions,
  type Condition,
  type Projection,
} from '../../engine/index.ts'
import { ApiError, validation } from '../../errors/index.ts'
import {
  normalizeValue,
  setAttribute,
  type AttributeMap,
  type AttributeValue,
  type Wording,
} from '../../values/index.ts'

/** The substitution parameters that every operation with expressions has. */
export interface SubstitutionInput {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: AttributeMap | undefined
}

/** The expressions of a request, which its substitutions are for. */
export interface ExpressionInput {
  /** The members that may hold names and values, by their names and in the service's order. */
  readonly expressions?: Readonly<Record<string, string | undefined>>
  /** The projection, which holds names alone. */
  readonly projection?: string | undefined
  /** The generation of the service's checks that the operation runs: see `Wording`. Default: current. */
  readonly wording?: Wording
}

/**
 * The substitutions of a request, with their values normalized. Throws a validation error for a bad
 * key before that for a bad value, and for substitutions that no expression could use.
 */
export function substitutionsOf(
  input: SubstitutionInput,
  { expressions = {}, projection, wording = 'current' }: ExpressionInput,
): Substitutions {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input
  checkSubstitutionsWanted({ names, values, expressions, projection, wording })
  checkSubstitutionKeys(names, values)
  return new Substitutions(names, values && normalizeValues(values, wording))
}

/** The condition of an optional expression. */
export function conditionOf(
  kind: 'ConditionExpression' | 'FilterExpression',
  text: string | undefined,
  substitutions: Substitutions,
): Condition | undefined {
  return text === undefined ? undefined : parseCondition(kind, text, substitutions)
}

export function projectionOf(
  text: string | undefined,
  substitutions: Substitutions,
): Projection | undefined {
  return text === undefined ? undefined : parseProjection(text, substitutions)
}

/**
 * Runs checks of a single-item write: the service puts a count before faults that it finds in the
 * request alone.
 */
export function countingFaults<T>(checks: () => T): T {
  try {
    return checks()
  } catch (error) {
    if (error instanceof ApiError && error.code === 'ValidationException') {
      throw validation(`1 validation error detected: ${error.message}`)
    }
    throw error
  }
}

/** The older checks name the value that has a fault; the current ones do not. */
function normalizeValues(values: AttributeMap, wording: Wording): AttributeMap {
  const normalized: AttributeMap = {}
  for (const name in values) {
    const value = values[name] as AttributeValue
    setAttribute(normalized, name, wording === 'older' ? named(name, value) : normalizeValue(value))
  }
  return normalized
}

function named(name: string, value: AttributeValue): AttributeValue {
  try {
    return normalizeValue(value, 'older')
  } catch (error) {
    if (!(error instanceof ApiError)) throw error
    throw validation(
      `ExpressionAttributeValues contains invalid value: ${error.message} for key ${name}`,
    )
  }
}
