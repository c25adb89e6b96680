import { dirname } from 'node:path'
import { Secret, type Random } from '../base/index.ts'
import { mintAccessKeyId, mintSecretAccessKey } from '../security/credentials/index.ts'
import {
  createPrivateFile,
  makePrivateDirectory,
  readPrivateFile,
  type Keyring,
  type RootCredential,
} from '../security/keys/index.ts'
import { configurationError } from './exit.ts'

export interface RootCredentialOptions {
  /** From the environment; they win, and are written nowhere. */
  readonly given: RootCredential | undefined
  /** In the format of AWS's shared credentials file, so that AWS_SHARED_CREDENTIALS_FILE can name it. */
  readonly file: string
  readonly accountId: string
  readonly random: Random
}

/** What new data gets as root credentials: those of the file where there is one, or fresh ones in a new file. */
export async function provideRootCredential(
  options: RootCredentialOptions,
): Promise<RootCredential | undefined> {
  const { given, file, accountId, random } = options
  if (given !== undefined) return undefined
  const existing = await readRootCredentialsFile(file)
  if (existing !== undefined) return existing
  const fresh = mintRootCredential(accountId, random)
  await makePrivateDirectory(dirname(file))
  await createPrivateFile(file, formatCredentials(fresh))
  // What the disk holds counts, whichever of two first starts wrote it.
  return (await readRootCredentialsFile(file)) ?? fresh
}

/** Those of the environment, else those of the keyring, which gets some if it has none. */
export async function rootCredentialOf(
  keyring: Keyring,
  options: RootCredentialOptions,
): Promise<RootCredential> {
  if (options.given !== undefined) return options.given
  if (keyring.rootCredential !== undefined) return keyring.rootCredential
  const provided = await provideRootCredential(options)
  if (provided === undefined) throw new Error('root credentials were given after all')
  await keyring.replaceRootCredential(provided)
  return provided
}

export function mintRootCredential(accountId: string, random: Random): RootCredential {
  return {
    accessKeyId: mintAccessKeyId('AKIA', accountId, random),
    secretAccessKey: mintSecretAccessKey(random),
  }
}

function formatCredentials(credential: RootCredential): string {
  return [
    '# Root credentials of Strongroom. You may delete this file once you keep them elsewhere.',
    '[default]',
    `aws_access_key_id = ${credential.accessKeyId}`,
    `aws_secret_access_key = ${credential.secretAccessKey.reveal().toString('utf8')}`,
    '',
  ].join('\n')
}

/** The root credentials of a file, if there is one that its owner alone may read. */
export async function readRootCredentialsFile(file: string): Promise<RootCredential | undefined> {
  const bytes = await readPrivateFile(file)
  if (bytes === undefined) return undefined
  const text = bytes.toString('utf8')
  const accessKeyId = /^\s*aws_access_key_id\s*=\s*(\w{3,128})\s*$/m.exec(text)?.[1]
  const secret = /^\s*aws_secret_access_key\s*=\s*([\x21-\x7e]{16,128})\s*$/m.exec(text)?.[1]
  if (accessKeyId !== undefined && secret !== undefined) {
    return { accessKeyId, secretAccessKey: new Secret(secret) }
  }
  throw configurationError(
    `${file} is not a credentials file; restore it, or delete it and start again to have it written anew`,
  )
}
