import { readFile } from 'node:fs/promises'
import { Secret } from '../../base/index.ts'
import {
  parseKeyText,
  readPrivateFile,
  type RootCredential,
  type VaultLogin,
} from '../../security/keys/index.ts'
import { configurationError } from '../exit.ts'
import type { Environment } from './env.ts'
import { readWebhookSecret, webhookVariables } from './webhook-secret.ts'
import {
  loginVariables,
  readExternalKmsLogin,
  readVaultLogin,
  type ExternalKmsLogin,
} from './provider-logins.ts'

/** Where the master key comes from. */
export type MasterKeyChoice =
  | { readonly kind: 'file' }
  | { readonly kind: 'environment'; readonly key: Secret }
  | { readonly kind: 'passphrase'; readonly passphrase: Secret }
  | { readonly kind: 'vault'; readonly login: VaultLogin }
  | { readonly kind: 'external-key'; readonly login: ExternalKmsLogin }

/** The settings, as flags, that choose where the master key comes from. */
export type GuardFlag = '--master-key-file' | '--vault-address' | '--external-key'

/** What is secret in the configuration. Apart from the settings, so that those can be shown and logged. */
export interface Secrets {
  readonly masterKey: MasterKeyChoice
  /** Undefined: the keyring holds them, or they are to be made. */
  readonly rootCredential: RootCredential | undefined
  /** Of a principal of S3 that may write into the buckets of trails; undefined where none is needed. */
  readonly auditBuckets: BucketCredentials | undefined
  /** What alerts to a webhook are signed with. */
  readonly webhookSecret: Secret | undefined
}

export interface BucketCredentials {
  readonly accessKeyId: string
  readonly secretAccessKey: Secret
}

const masterKeyVariable = 'STRONGROOM_MASTER_KEY'
const passphraseVariable = 'STRONGROOM_MASTER_PASSPHRASE'
const passphraseFileVariable = 'STRONGROOM_MASTER_PASSPHRASE_FILE'
const accessKeyVariable = 'STRONGROOM_ROOT_ACCESS_KEY_ID'
const secretKeyVariable = 'STRONGROOM_ROOT_SECRET_ACCESS_KEY'
const bucketKeyVariable = 'STRONGROOM_AUDIT_S3_ACCESS_KEY_ID'
const bucketSecretVariable = 'STRONGROOM_AUDIT_S3_SECRET_ACCESS_KEY'

/** Variables of secrets with what they are for, for the reference and for `--help`. */
export const secretVariables: Readonly<Record<string, string>> = {
  [masterKeyVariable]: 'the master key itself, 32 bytes in base64 or hexadecimal',
  [passphraseVariable]: 'a passphrase from which the master key is derived',
  [passphraseFileVariable]:
    'a file that holds the passphrase, or the number of an open file descriptor',
  ...loginVariables,
  [accessKeyVariable]: 'access key id of the root, together with its secret',
  [secretKeyVariable]: 'secret access key of the root',
  [bucketKeyVariable]: 'access key id by which trails are put into the buckets of --audit-targets',
  [bucketSecretVariable]: 'secret access key to that',
  ...webhookVariables,
}

const passphraseLength = 16
const secretKeyLength = { least: 16, most: 128 }

/**
 * Reads the secrets; `guards` are the settings that were given, `buckets` whether trails go into buckets.
 * Throws StartError.
 */
export async function readSecrets(
  env: Environment,
  guards: readonly GuardFlag[],
  buckets: boolean,
): Promise<Secrets> {
  return {
    masterKey: await readMasterKey(env, guards),
    rootCredential: readRootCredential(env),
    auditBuckets: buckets ? readBucketCredentials(env) : undefined,
    webhookSecret: await readWebhookSecret(env),
  }
}

function readBucketCredentials(env: Environment): BucketCredentials {
  const accessKeyId = env[bucketKeyVariable]
  const secret = env[bucketSecretVariable]
  if (accessKeyId && secret) return { accessKeyId, secretAccessKey: new Secret(secret) }
  throw configurationError(
    `--audit-targets names a bucket of S3; set ${bucketKeyVariable} and ${bucketSecretVariable}`,
  )
}

async function readMasterKey(
  env: Environment,
  guards: readonly GuardFlag[],
): Promise<MasterKeyChoice> {
  const variables = [masterKeyVariable, passphraseVariable, passphraseFileVariable]
  const given = [...variables.filter((variable) => env[variable]), ...guards]
  if (given.length > 1) {
    throw configurationError(
      `${given.join(' and ')} are set: only one may guard the server; unset the others`,
    )
  }
  if (guards.includes('--vault-address')) return { kind: 'vault', login: readVaultLogin(env) }
  if (guards.includes('--external-key')) {
    return { kind: 'external-key', login: readExternalKmsLogin(env) }
  }
  const keyText = env[masterKeyVariable]
  if (keyText) {
    const key = parseKeyText(keyText)
    if (key !== undefined) return { kind: 'environment', key }
    throw configurationError(
      `${masterKeyVariable} must be 32 bytes in base64 or hexadecimal; make one with: openssl rand -base64 32`,
    )
  }
  const passphrase = env[passphraseVariable]
  if (passphrase) return checkPassphrase(new Secret(passphrase), passphraseVariable)
  const file = env[passphraseFileVariable]
  if (file) return checkPassphrase(await readPassphrase(file), passphraseFileVariable)
  return { kind: 'file' }
}

function checkPassphrase(passphrase: Secret, variable: string): MasterKeyChoice {
  if (passphrase.reveal().length >= passphraseLength) return { kind: 'passphrase', passphrase }
  throw configurationError(
    `${variable} gives a passphrase of fewer than ${String(passphraseLength)} bytes; choose a longer one, such as six random words`,
  )
}

async function readPassphrase(file: string): Promise<Secret> {
  const isDescriptor = /^\d{1,4}$/.test(file)
  const bytes = isDescriptor
    ? await readFile(`/dev/fd/${file}`).catch(() => undefined)
    : await readPrivateFile(file)
  if (bytes === undefined) {
    throw configurationError(
      `${passphraseFileVariable} names ${file}, which cannot be read; give a file or the number of an open descriptor`,
    )
  }
  // The line end that every editor adds is not a part of the passphrase.
  const end = bytes.at(-1) === 0x0a ? (bytes.at(-2) === 0x0d ? -2 : -1) : bytes.length
  return new Secret(bytes.subarray(0, end))
}

function readRootCredential(env: Environment): RootCredential | undefined {
  const accessKeyId = env[accessKeyVariable]
  const secret = env[secretKeyVariable]
  if (!accessKeyId && !secret) return undefined
  if (!accessKeyId || !secret) {
    const [set, missing] = accessKeyId
      ? [accessKeyVariable, secretKeyVariable]
      : [secretKeyVariable, accessKeyVariable]
    throw configurationError(`${set} is set but ${missing} is not; set both or neither`)
  }
  if (!/^\w{3,128}$/.test(accessKeyId)) {
    throw configurationError(
      `${accessKeyVariable} must be 3 to 128 letters, digits and underscores`,
    )
  }
  const { least, most } = secretKeyLength
  if (secret.length < least || secret.length > most || !/^[\x21-\x7e]*$/.test(secret)) {
    throw configurationError(
      `${secretKeyVariable} must be ${String(least)} to ${String(most)} printable ASCII characters without spaces; make one with: openssl rand -base64 30`,
    )
  }
  return { accessKeyId, secretAccessKey: new Secret(secret) }
}
