export {
  accountOfAccessKeyId,
  mintAccessKeyId,
  mintSecretAccessKey,
  type AccessKeyPrefix,
} from './access-keys.ts'
export type { Caller, Credential, CredentialSource, SessionFacts } from './credential.ts'
export { rootCaller, rootCredentialSource, type RootCredentials } from './root-credentials.ts'
