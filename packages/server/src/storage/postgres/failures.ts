import { StorageError, type CommitResult } from '../kv.ts'

/** SQLSTATE of an error that the database reported, or undefined where it reported none. */
function sqlState(error: unknown): string | undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  return typeof code === 'string' && /^[0-9A-Z]{5}$/.test(code) ? code : undefined
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}

export function openFailure(error: unknown): StorageError {
  return new StorageError(
    'unreachable',
    `The PostgreSQL database cannot be opened: ${textOf(error)}. Check the address, the credentials and that the database runs.`,
    { cause: error },
  )
}

export function readFailure(error: unknown): StorageError {
  return new StorageError('unreachable', `A read from PostgreSQL failed: ${textOf(error)}`, {
    cause: error,
  })
}

/** Whether the database gave up the statement for the sake of another one: certainly nothing was written. */
export function isSerializationFailure(error: unknown): boolean {
  const state = sqlState(error)
  return state === '40001' || state === '40P01'
}

/**
 * What a failed commit statement means. An error that the database itself reported rolled the
 * statement back, except where it says that the connection or the server goes away; with no report
 * the commit may have happened.
 */
export function commitFailure(error: unknown): CommitResult {
  const state = sqlState(error)
  const lost =
    state === undefined || state.startsWith('08') || state.startsWith('57P') || state === '40003'
  return { outcome: lost ? 'unknown' : 'refused', reason: textOf(error) }
}
