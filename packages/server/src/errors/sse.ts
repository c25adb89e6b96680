import { accessDenied } from './common.ts'
import type { ApiError } from './api-error.ts'
import { internalServerError, validation } from './dynamodb.ts'

/**
 * What DynamoDB says when the KMS key above a table refuses: KMS's own error inside one of its own.
 * `requestId` stands for that of the call to KMS.
 */
export function tableKeyRefused(error: ApiError, requestId: string): ApiError {
  const shown = (name: string): string =>
    `com.amazonaws.services.kms.model.${name}: ${error.message} (Service: AWSKMS; Status Code: ${String(error.status)}; Error Code: ${error.code}; Request ID: ${requestId}; Proxy: null)`
  switch (error.code) {
    case 'DisabledException':
      return validation(`KMS key disabled error: ${shown(error.code)}`)
    case 'KMSInvalidStateException':
    case 'NotFoundException':
      return validation(`KMS validation error: ${shown(error.code)}`)
    case 'AccessDeniedException':
      return accessDenied(`KMS key access denied error: ${shown('AWSKMSException')}`)
    default:
      return internalServerError(`KMS internal error: ${shown('AWSKMSException')}`)
  }
}
