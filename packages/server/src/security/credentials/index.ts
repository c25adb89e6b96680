export {
  accountOfAccessKeyId,
  mintAccessKeyId,
  mintSecretAccessKey,
  type AccessKeyPrefix,
} from './access-keys.ts'
export type { Caller, Credential, CredentialSource } from './credential.ts'
export { rootCredentialSource, type RootCredentials } from './root-credentials.ts'
