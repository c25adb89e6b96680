import { ApiError } from './api-error.ts'

/** DynamoDB's error shapes. One function per code; the texts belong to the rule that refuses. */
const service = 'com.amazonaws.dynamodb.v20120810'

/** A request that breaks a rule of the API. */
export function validation(message: string): ApiError {
  return new ApiError({
    code: 'ValidationException',
    namespace: 'com.amazon.coral.validate',
    message,
    query: { code: 'ValidationError', status: 400 },
  })
}

/** A fault of an item or key that needs no item to be seen: see `ApiError.beforehand`. */
export function validationBeforehand(message: string): ApiError {
  return new ApiError({
    code: 'ValidationException',
    namespace: 'com.amazon.coral.validate',
    message,
    beforehand: true,
  })
}

/** The prefix under which most rules about parameters report. */
export function invalidParameters(message: string): ApiError {
  return validation(`One or more parameter values were invalid: ${message}`)
}

export function resourceNotFound(message = 'Requested resource not found'): ApiError {
  return new ApiError({ code: 'ResourceNotFoundException', namespace: service, message })
}

/** How the table operations, unlike the item operations, name the table that is missing. */
export function tableNotFound(table: string): ApiError {
  return resourceNotFound(`Requested resource not found: Table: ${table} not found`)
}

export function resourceInUse(message: string): ApiError {
  return new ApiError({ code: 'ResourceInUseException', namespace: service, message })
}

export function limitExceeded(message: string): ApiError {
  return new ApiError({ code: 'LimitExceededException', namespace: service, message })
}

/** `item` is the stored item, where the caller asked for it by ReturnValuesOnConditionCheckFailure. */
export function conditionalCheckFailed(item?: unknown): ApiError {
  return new ApiError({
    code: 'ConditionalCheckFailedException',
    namespace: service,
    message: 'The conditional request failed',
    ...(item === undefined ? {} : { members: { Item: item } }),
  })
}

/** The items of one partition key of a table with local indexes would be too large together. */
export function itemCollectionSizeLimitExceeded(): ApiError {
  return new ApiError({
    code: 'ItemCollectionSizeLimitExceededException',
    namespace: service,
    message: 'Item collection size limit of 10 GB exceeded.',
  })
}

export function transactionConflict(): ApiError {
  return new ApiError({
    code: 'TransactionConflictException',
    namespace: service,
    message: 'Transaction is ongoing for the item',
  })
}

/** Which table or index had no capacity left, and in what respect: `TableReadProvisionedThroughputExceeded`. */
export interface ThrottlingReason {
  readonly reason: string
  readonly resource: string
}

/** Provisioned capacity is used up for the moment. */
export function provisionedThroughputExceeded(
  message: string,
  reasons: readonly ThrottlingReason[],
): ApiError {
  return new ApiError({
    code: 'ProvisionedThroughputExceededException',
    namespace: service,
    message,
    members: { ThrottlingReasons: reasons },
  })
}

/** A maximum is reached for the moment. */
export function throttled(message: string, reasons: readonly ThrottlingReason[]): ApiError {
  const { code, namespace } = throttling(message)
  return new ApiError({ code, namespace, message, members: { throttlingReasons: reasons } })
}

/** The server has more work than it may hold; nothing was done. */
export function throttling(message: string): ApiError {
  return new ApiError({
    code: 'ThrottlingException',
    namespace: 'com.amazon.coral.availability',
    message,
    query: { code: 'Throttling', status: 400 },
  })
}

/**
 * Something failed that is not the client's doing. `message` must reveal nothing.
 * Also the answer to a write of unknown outcome, which the client may or may not find done.
 */
export function internalServerError(message = 'Internal server error'): ApiError {
  return new ApiError({
    code: 'InternalServerError',
    namespace: service,
    message,
    status: 500,
    query: { code: 'InternalFailure', status: 500 },
  })
}

/** Why one action of a transaction was not done; `None` for those that could have been. */
export interface CancellationReason {
  readonly Code: string
  readonly Message?: string
  readonly Item?: unknown
}

/** `reasons` are in the order of the actions. */
export function transactionCanceled(reasons: readonly CancellationReason[]): ApiError {
  const codes = reasons.map((reason) => reason.Code).join(', ')
  return new ApiError({
    code: 'TransactionCanceledException',
    namespace: service,
    message: `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
    messageMember: 'Message',
    members: { CancellationReasons: reasons },
  })
}

export function idempotentParameterMismatch(): ApiError {
  return new ApiError({
    code: 'IdempotentParameterMismatchException',
    namespace: service,
    message:
      'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.',
    messageMember: 'Message',
  })
}

/** The same request under the same token has not ended yet. */
export function transactionInProgress(): ApiError {
  return new ApiError({
    code: 'TransactionInProgressException',
    namespace: service,
    message: 'The transaction with the given request token is already in progress.',
    messageMember: 'Message',
  })
}

/** PartiQL's INSERT, unlike PutItem, does not replace an item. */
export function duplicateItem(): ApiError {
  return new ApiError({
    code: 'DuplicateItemException',
    namespace: service,
    message: 'Duplicate primary key exists in table',
    messageMember: 'Message',
  })
}

/** The resource has no policy, or not the one that was expected. `what`: its ARN, or a whole sentence. */
export function policyNotFound(what: string): ApiError {
  return new ApiError({
    code: 'PolicyNotFoundException',
    namespace: service,
    message: `Resource-based policy not found for the provided ResourceArn: ${what}`,
  })
}
