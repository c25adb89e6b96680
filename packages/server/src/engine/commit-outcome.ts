import { unreachable } from '../base/index.ts'
import { internalServerError, serviceUnavailable, throttling } from '../errors/index.ts'
import type { CommitResult } from '../storage/kv.ts'

/**
 * The seam between what a commit can end in and what a client is told. A conflict is the caller's to
 * handle and is returned; the other failures are thrown as wire errors.
 */
export function committedOrConflict(
  result: CommitResult,
): Extract<CommitResult, { outcome: 'committed' | 'conflict' }> {
  switch (result.outcome) {
    case 'committed':
    case 'conflict':
      return result
    case 'overloaded':
      throw throttling('The server has too many writes waiting. Try again shortly.')
    case 'refused':
      throw serviceUnavailable('The server cannot write at the moment. Nothing was changed.')
    case 'unknown':
      // The write may yet be found done, so the client must not be told that it failed.
      throw internalServerError('The outcome of the write is not known.')
    default:
      return unreachable(result)
  }
}
