import { ApiError } from '../../errors/index.ts'

const service = 'com.amazonaws.dynamodb.v20120810'

/** The records at the place were kept for their time and are gone. */
export function trimmedDataAccess(): ApiError {
  return new ApiError({
    code: 'TrimmedDataAccessException',
    namespace: service,
    message: 'The data you are trying to access has been trimmed',
  })
}

export function expiredIterator(): ApiError {
  return new ApiError({
    code: 'ExpiredIteratorException',
    namespace: service,
    message: 'Shard iterator has expired',
  })
}
