import { ApiError } from '../../src/errors/index.ts'
import { StorageError } from '../../src/storage/kv.ts'
import { ConnectionLost, WireError } from '../robustness/wire-client.ts'

/** What is certain of a write after a failure. */
export type Failure =
  /** A condition did not hold. */
  | 'refused'
  /** It was not done, for no reason of its own. */
  | 'not done'
  /** It may have been done, or may yet be. */
  | 'unknown'

/** Rethrows what no client should ever see. */
export function failureOf(error: unknown): Failure {
  // A read failed, before anything was written.
  if (error instanceof StorageError) return 'not done'
  if (error instanceof ConnectionLost) return 'unknown'
  switch (codeOf(error)) {
    case 'ConditionalCheckFailedException':
    case 'TransactionCanceledException':
      return 'refused'
    case 'InternalServerError':
    case 'TransactionInProgressException':
      return 'unknown'
    case 'ServiceUnavailable':
    case 'TransactionConflictException':
    case 'ThrottlingException':
      return 'not done'
    default:
      throw error
  }
}

function codeOf(error: unknown): string | undefined {
  if (error instanceof ApiError) return error.code
  return error instanceof WireError ? error.reply.code : undefined
}
