import { parseStatement, type Parameters, type Statement } from '../../engine/partiql/index.ts'
import type { TableName } from '../../engine/index.ts'
import { validation } from '../../errors/index.ts'
import { normalizeValue, type AttributeValue } from '../../values/index.ts'
import type { RequestContext } from '../operation.ts'
import { resolveTableName } from './arns.ts'

/** What a statement and its parameters come as, in each of the three operations. */
export interface StatementInput {
  readonly Statement: string
  readonly Parameters?: readonly AttributeValue[] | undefined
  readonly ReturnValuesOnConditionCheckFailure?: string | undefined
}

/** A statement of one request: all is checked that needs no stored state. */
export interface BoundStatement {
  readonly statement: Statement
  readonly parameters: Parameters
  readonly table: TableName
  /** What the statement returns of an item that does not meet its condition; policies ask for it. */
  readonly ReturnValuesOnConditionCheckFailure: string | undefined
}

/** The parameters in canonical form. The service looks at them before it looks at the statement. */
export function bindParameters({ Parameters: values }: StatementInput): Parameters {
  return (values ?? []).map((value) => normalizeValue(value, 'older'))
}

/** Parses a statement and puts its parameters into it. Throws a ValidationException. */
export function bindStatement(
  input: StatementInput,
  parameters: Parameters,
  context: RequestContext,
): BoundStatement {
  const { statement, parameters: wanted } = parseStatement(input.Statement)
  if (wanted !== parameters.length) {
    throw validation("Number of parameters in request and statement don't match.")
  }
  const { ReturnValuesOnConditionCheckFailure } = input
  const table = resolveTableName(statement.table, context)
  return { statement, parameters, table, ReturnValuesOnConditionCheckFailure }
}
