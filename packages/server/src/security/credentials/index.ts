export type { Caller, Credential, CredentialSource } from './credential.ts'
