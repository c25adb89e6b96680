import { ProviderAwayError } from '../security/keys/index.ts'
import { StorageError, type StorageFailure } from '../storage/kv.ts'

/** Exit codes of the command line; `docs/reference/exit-codes.md` is generated from this table. */
export const exitCodes = {
  ok: { code: 0, meaning: 'done, or drained after a signal' },
  unexpected: { code: 1, meaning: 'a failure that nothing else here describes; see the log' },
  configuration: {
    code: 2,
    meaning: 'a flag, variable, configuration file or given TLS file is wrong',
  },
  wrongKey: { code: 3, meaning: 'the master key is missing or does not open this data' },
  damaged: { code: 4, meaning: 'the keyring or the store is damaged or was altered' },
  inUse: { code: 5, meaning: 'another process uses the data directory' },
  newerVersion: { code: 6, meaning: 'a newer version of Strongroom wrote the data' },
  storage: { code: 7, meaning: 'a file, disk or database cannot be read or written' },
  listen: { code: 8, meaning: 'the address or port cannot be listened on' },
  refused: { code: 9, meaning: 'a policy that was checked is not valid, or denies the request' },
  providerAway: {
    code: 10,
    meaning:
      'the provider of the master key does not answer; start waits for it, other commands end',
  },
  notAssessed: {
    code: 11,
    meaning:
      'assess could not be made; if it was, its code is 0 all pass, 1 something to review, 2 something to remediate',
  },
  notValid: { code: 12, meaning: 'an audit trail is not as it was delivered' },
} as const

export type ExitCodeName = keyof typeof exitCodes

/** Something that the operator can put right: `message` is one line that says what and how. */
export class StartError extends Error {
  override readonly name = 'StartError'
  readonly exit: ExitCodeName

  constructor(exit: ExitCodeName, message: string, options?: ErrorOptions) {
    super(message, options)
    this.exit = exit
  }
}

/** A wrong setting. */
export function configurationError(message: string): StartError {
  return new StartError('configuration', message)
}

const storageExits: Record<StorageFailure, ExitCodeName> = {
  'wrong-key': 'wrongKey',
  damaged: 'damaged',
  'in-use': 'inUse',
  'newer-version': 'newerVersion',
  'disk-full': 'storage',
  unreachable: 'storage',
  closed: 'storage',
  io: 'storage',
}

/** The line to print and the code to exit with, or undefined for an error that is a bug. */
export function explainFailure(error: unknown): { line: string; code: number } | undefined {
  if (error instanceof StartError) {
    return { line: error.message, code: exitCodes[error.exit].code }
  }
  if (error instanceof StorageError) {
    return { line: error.message, code: exitCodes[storageExits[error.reason]].code }
  }
  if (error instanceof ProviderAwayError) {
    return { line: error.message, code: exitCodes.providerAway.code }
  }
  return undefined
}
