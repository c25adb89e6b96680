import { ApiError } from './api-error.ts'

/** Errors that the front answers for every JSON service, before an operation is known. */
const coral = 'com.amazon.coral.service'

/** The body is not JSON, or a value has another JSON type than the model says. */
export function serialization(message?: string): ApiError {
  return new ApiError({
    code: 'SerializationException',
    namespace: coral,
    query: { code: 'MalformedInput', status: 400 },
    ...(message === undefined ? {} : { message, messageMember: 'Message' }),
  })
}

/** A body that is larger than one may be, once its coding is undone; what comes larger is refused without a text. */
export function tooLarge(): ApiError {
  return new ApiError({ code: 'SerializationException', namespace: coral, status: 413 })
}

/** No such operation, or one that this server does not have. */
export function unknownOperation(): ApiError {
  return new ApiError({ code: 'UnknownOperationException', namespace: coral })
}

export function accessDenied(message: string): ApiError {
  return new ApiError({
    code: 'AccessDeniedException',
    namespace: coral,
    query: { code: 'AccessDenied', status: 403 },
    message,
    messageMember: 'Message',
  })
}

/** The server is draining, sealed or overloaded; nothing was done. */
export function serviceUnavailable(message: string): ApiError {
  return new ApiError({ code: 'ServiceUnavailable', namespace: coral, message, status: 503 })
}
