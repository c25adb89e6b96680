import {
  parseCondition,
  parseProjection,
  Substitutions,
  type Condition,
  type Projection,
} from '../../engine/index.ts'
import { ApiError, validation } from '../../errors/index.ts'
import { normalizeValue, setAttribute, type AttributeMap } from '../../values/index.ts'

/** The substitution parameters that every operation with expressions has. */
export interface SubstitutionInput {
  readonly ExpressionAttributeNames?: Readonly<Record<string, string>> | undefined
  readonly ExpressionAttributeValues?: AttributeMap | undefined
}

/** The substitutions of a request; `expressions` are the texts that may use them. */
export function substitutionsOf(
  input: SubstitutionInput,
  expressions: readonly (string | undefined)[],
): Substitutions {
  const { ExpressionAttributeNames: names, ExpressionAttributeValues: values } = input
  if (expressions.every((text) => text === undefined)) {
    if (names !== undefined) throw onlyWithExpressions('ExpressionAttributeNames')
    if (values !== undefined) throw onlyWithExpressions('ExpressionAttributeValues')
  }
  return new Substitutions(names, values && normalizeValues(values))
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

function onlyWithExpressions(parameter: string): Error {
  return validation(`${parameter} can only be specified when using expressions`)
}

/** Content faults of a value are reported with the name of the value. */
function normalizeValues(values: AttributeMap): AttributeMap {
  const normalized: AttributeMap = {}
  for (const [name, value] of Object.entries(values)) {
    try {
      setAttribute(normalized, name, normalizeValue(value))
    } catch (error) {
      if (!(error instanceof ApiError)) throw error
      throw validation(
        `ExpressionAttributeValues contains invalid value: ${error.message} for key ${name}`,
      )
    }
  }
  return normalized
}
