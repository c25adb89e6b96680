import { unreachable } from '../../base/index.ts'
import { internalServerError, serviceUnavailable, throttling } from '../../errors/index.ts'
import type { CommitResult } from '../../storage/kv.ts'

/** The version of a commit, or that it is to be decided again. Other outcomes are thrown as the wire knows them. */
export function changed(result: CommitResult): number | 'conflict' {
  switch (result.outcome) {
    case 'committed':
      return result.version
    case 'conflict':
      return 'conflict'
    case 'overloaded':
      throw throttling('The server has too many writes waiting. Try again shortly.')
    case 'refused':
      throw serviceUnavailable('The server cannot write at the moment. Nothing was changed.')
    case 'unknown':
      // It may yet be found done, so the client must not be told that it failed.
      throw internalServerError('The outcome of the change is not known.')
    default:
      return unreachable(result)
  }
}
