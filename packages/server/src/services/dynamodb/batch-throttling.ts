import { ApiError } from '../../errors/index.ts'

/**
 * A batch leaves undone what was throttled, and says so; only where that would be all of it is it
 * refused. Takes why each member was not done, undefined for the others.
 */
export function throwIfNoneDone(errors: readonly (ApiError | undefined)[]): void {
  const [first] = errors
  if (first !== undefined && errors.every((error) => error !== undefined)) throw first
}

/** Whether a request was refused only for the moment, so that the client is to send it again. */
export function isThrottled(reason: unknown): reason is ApiError {
  return (
    reason instanceof ApiError &&
    (reason.code === 'ThrottlingException' ||
      reason.code === 'ProvisionedThroughputExceededException')
  )
}
