import { Secret } from '../../base/index.ts'
import type { SecretSource, VaultLogin } from '../../security/keys/index.ts'
import type { ClientCredential } from '../../security/sigv4/index.ts'
import { configurationError } from '../exit.ts'
import type { Environment } from './env.ts'

/** How the server proves itself to the KMS of its external key. */
export type ExternalKmsLogin =
  | { readonly kind: 'keys'; readonly credential: ClientCredential }
  /** A file in the format of AWS's shared credentials, read at every request. */
  | { readonly kind: 'file'; readonly file: string }

const vaultToken = 'STRONGROOM_VAULT_TOKEN'
const vaultTokenFile = 'STRONGROOM_VAULT_TOKEN_FILE'
const vaultRoleId = 'STRONGROOM_VAULT_ROLE_ID'
const vaultSecretId = 'STRONGROOM_VAULT_SECRET_ID'
const vaultSecretIdFile = 'STRONGROOM_VAULT_SECRET_ID_FILE'
const kmsAccessKeyId = 'STRONGROOM_EXTERNAL_KMS_ACCESS_KEY_ID'
const kmsSecretAccessKey = 'STRONGROOM_EXTERNAL_KMS_SECRET_ACCESS_KEY'
const kmsSessionToken = 'STRONGROOM_EXTERNAL_KMS_SESSION_TOKEN'
const kmsCredentialsFile = 'STRONGROOM_EXTERNAL_KMS_CREDENTIALS_FILE'

/** Variables by which providers of the master key are logged in to. */
export const loginVariables: Readonly<Record<string, string>> = {
  [vaultToken]: 'token for --vault-address',
  [vaultTokenFile]: 'a file that holds the token, such as the sink of Vault Agent, mode 0600',
  [vaultRoleId]: 'role id of an AppRole login to --vault-address, together with its secret id',
  [vaultSecretId]: 'secret id of the AppRole login',
  [vaultSecretIdFile]: 'a file that holds the secret id, mode 0600',
  [kmsAccessKeyId]: 'access key id for the KMS of --external-key, together with its secret',
  [kmsSecretAccessKey]: 'secret access key for that KMS',
  [kmsSessionToken]: 'session token, where the access key is a temporary one',
  [kmsCredentialsFile]:
    "a file with access key, secret and token instead, as AWS's shared credentials file, mode 0600",
}

export function readVaultLogin(env: Environment): VaultLogin {
  const token = sourceOf(env, vaultToken, vaultTokenFile)
  const roleId = env[vaultRoleId]
  const secretId = sourceOf(env, vaultSecretId, vaultSecretIdFile)
  if (token !== undefined && !roleId && secretId === undefined) return { kind: 'token', token }
  if (token === undefined && roleId && secretId !== undefined) {
    return { kind: 'app-role', roleId, secretId }
  }
  throw configurationError(
    `--vault-address needs a login: set ${vaultToken} or ${vaultTokenFile}, or ${vaultRoleId} with ${vaultSecretId} or ${vaultSecretIdFile}, and only one of these`,
  )
}

export function readExternalKmsLogin(env: Environment): ExternalKmsLogin {
  const accessKeyId = env[kmsAccessKeyId]
  const secret = env[kmsSecretAccessKey]
  const token = env[kmsSessionToken]
  const file = env[kmsCredentialsFile]
  if (file && !accessKeyId && !secret && !token) return { kind: 'file', file }
  if (accessKeyId && secret && !file) {
    const credential = { accessKeyId, secretAccessKey: new Secret(secret) }
    return {
      kind: 'keys',
      credential: token ? { ...credential, sessionToken: new Secret(token) } : credential,
    }
  }
  throw configurationError(
    `--external-key needs a login: set ${kmsAccessKeyId} and ${kmsSecretAccessKey}, or ${kmsCredentialsFile}`,
  )
}

function sourceOf(
  env: Environment,
  variable: string,
  fileVariable: string,
): SecretSource | undefined {
  const value = env[variable]
  const file = env[fileVariable]
  if (value && file) {
    throw configurationError(`${variable} and ${fileVariable} are both set; unset one of them`)
  }
  if (value) return new Secret(value)
  return file ? { file } : undefined
}
