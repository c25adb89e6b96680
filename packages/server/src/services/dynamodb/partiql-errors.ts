import { ApiError } from '../../errors/index.ts'
import type { BatchStatementErrorCodeEnum } from '../../generated/dynamodb/index.ts'

/** Why one statement of a batch failed. */
export interface StatementError {
  readonly Code: BatchStatementErrorCodeEnum
  readonly Message: string
  readonly Item?: unknown
}

const codes: Readonly<Record<string, BatchStatementErrorCodeEnum>> = {
  AccessDeniedException: 'AccessDenied',
  ConditionalCheckFailedException: 'ConditionalCheckFailed',
  DuplicateItemException: 'DuplicateItem',
  ItemCollectionSizeLimitExceededException: 'ItemCollectionSizeLimitExceeded',
  ProvisionedThroughputExceededException: 'ProvisionedThroughputExceeded',
  RequestLimitExceeded: 'RequestLimitExceeded',
  ResourceNotFoundException: 'ResourceNotFound',
  ThrottlingException: 'ThrottlingError',
  TransactionConflictException: 'TransactionConflict',
  ValidationException: 'ValidationError',
}

/** A refusal under the code that it has in a batch. What is no refusal is thrown on. */
export function statementError(error: unknown): StatementError {
  if (!(error instanceof ApiError)) throw error
  const Code = codes[error.code] ?? 'InternalServerError'
  const { Item } = error.members
  return { Code, Message: error.message, ...(Item === undefined ? {} : { Item }) }
}
