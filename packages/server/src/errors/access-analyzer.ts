import { ApiError } from './api-error.ts'

const namespace = 'com.amazonaws.accessanalyzer'

/** An input that Access Analyzer refuses; some are not supported here. */
export function analyzerValidation(
  reason: 'fieldValidationFailed' | 'notSupported' | 'other',
  message: string,
): ApiError {
  return new ApiError({ code: 'ValidationException', namespace, message, members: { reason } })
}

/** A policy that cannot be read, or access that no policy could name. */
export function invalidParameter(message: string): ApiError {
  return new ApiError({ code: 'InvalidParameterException', namespace, message })
}
