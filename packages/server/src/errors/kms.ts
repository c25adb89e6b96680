import { ApiError } from './api-error.ts'

/** The refusals of KMS, by code. The texts belong to the rule that refuses; some have none. */
export type KmsRefusal =
  | 'AlreadyExistsException'
  | 'ConflictException'
  | 'DisabledException'
  | 'DryRunOperationException'
  | 'ExpiredImportTokenException'
  | 'IncorrectKeyException'
  | 'IncorrectKeyMaterialException'
  | 'InvalidAliasNameException'
  | 'InvalidArnException'
  | 'InvalidCiphertextException'
  | 'InvalidGrantIdException'
  | 'InvalidGrantTokenException'
  | 'InvalidImportTokenException'
  | 'InvalidKeyUsageException'
  | 'InvalidMarkerException'
  | 'KMSInvalidMacException'
  | 'KMSInvalidSignatureException'
  | 'KMSInvalidStateException'
  | 'LimitExceededException'
  | 'MalformedPolicyDocumentException'
  | 'NotFoundException'
  | 'TagException'
  | 'UnsupportedOperationException'

const namespace = 'com.amazonaws.kms'

export function kmsError(code: KmsRefusal, message?: string): ApiError {
  return new ApiError({ code, namespace, ...(message === undefined ? {} : { message }) })
}

/** The key's material cannot be had now: nothing that the caller did. */
export function keyUnavailable(message: string): ApiError {
  return new ApiError({ code: 'KeyUnavailableException', namespace, message, status: 500 })
}
