import { validation, type ApiError } from '../../errors/index.ts'

/** The request members that hold expressions, as the service names them in its errors. */
export type ExpressionKind =
  | 'ConditionExpression'
  | 'FilterExpression'
  | 'KeyConditionExpression'
  | 'ProjectionExpression'
  | 'UpdateExpression'

/** A fault in the text of an expression or in what it refers to. */
export function invalid(kind: ExpressionKind, fault: string): ApiError {
  return validation(`Invalid ${kind}: ${fault}`)
}

/** A function or operator was given a value of a type that it never accepts. */
export function wrongType(name: string, type: string): string {
  return (
    'Incorrect operand type for operator or function; ' +
    `operator or function: ${name}, operand type: ${type}`
  )
}

/** A function was called with too few or too many operands. */
export function wrongArity(name: string, count: number): string {
  return (
    'Incorrect number of operands for operator or function; ' +
    `operator or function: ${name}, number of operands: ${count}`
  )
}
