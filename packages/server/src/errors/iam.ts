import type { ApiError } from './api-error.ts'
import { queryError } from './query.ts'

/** IAM's errors. One function per code; the texts belong to the rule that refuses. */
export function noSuchEntity(message: string): ApiError {
  return queryError('NoSuchEntity', message, 404)
}

export function entityAlreadyExists(message: string): ApiError {
  return queryError('EntityAlreadyExists', message, 409)
}

export function deleteConflict(message: string): ApiError {
  return queryError('DeleteConflict', message, 409)
}

export function iamLimitExceeded(message: string): ApiError {
  return queryError('LimitExceeded', message, 409)
}

export function malformedPolicyDocument(message: string): ApiError {
  return queryError('MalformedPolicyDocument', message)
}

export function invalidInput(message: string): ApiError {
  return queryError('InvalidInput', message)
}

export function unmodifiableEntity(message: string): ApiError {
  return queryError('UnmodifiableEntity', message)
}

export function concurrentModification(): ApiError {
  return queryError(
    'ConcurrentModification',
    'The request was rejected because multiple requests to change this object were submitted simultaneously.',
    409,
  )
}

export function invalidAuthenticationCode(): ApiError {
  return queryError(
    'InvalidAuthenticationCode',
    'Authentication code for device is not valid.',
    403,
  )
}

export function policyNotAttachable(message: string): ApiError {
  return queryError('PolicyNotAttachable', message)
}

export function reportNotPresent(): ApiError {
  return queryError('ReportNotPresent', 'Credential report is not present', 410)
}

/** STS's refusals, which have no shapes of their own. */
export function invalidParameterValue(message: string): ApiError {
  return queryError('InvalidParameterValue', message)
}

export function accessDeniedQuery(message: string): ApiError {
  return queryError('AccessDenied', message, 403)
}

export function packedPolicyTooLarge(message: string): ApiError {
  return queryError('PackedPolicyTooLarge', message)
}

export function invalidAuthorizationMessage(): ApiError {
  return queryError('InvalidAuthorizationMessageException', 'Message is not valid')
}
