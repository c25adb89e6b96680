import { ApiError } from './api-error.ts'

/** Errors of the Query protocol, before an operation is known or its input is. */
export function queryError(code: string, message: string, status = 400): ApiError {
  return new ApiError({ code, namespace: 'com.amazon.coral.service', message, status })
}

export function malformedInput(message: string): ApiError {
  return queryError('MalformedInput', message)
}

export function missingAction(): ApiError {
  return queryError('MissingAction', 'The request must contain the parameter Action.')
}

/** No such operation, or one that this server does not have. */
export function invalidAction(action: string, version: string): ApiError {
  const shown = (text: string): string => text.slice(0, 128)
  return queryError(
    'InvalidAction',
    `Could not find operation ${shown(action)} for version ${shown(version)}`,
  )
}

/** One rule of a parameter is broken, in the words that the Query services use for all of them. */
export function validationError(message: string): ApiError {
  return queryError('ValidationError', message)
}
