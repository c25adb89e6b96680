/**
 * The stored state of identity: users, groups, roles, policies, keys, sessions, accounts and VPC
 * endpoints; and what authentication and authorization get from it.
 */
export {
  AccountError,
  createAccount,
  putControlPolicy,
  removeControlPolicy,
  type ControlTarget,
  type NewAccount,
} from './accounts.ts'
export { awsManaged } from './aws-managed.ts'
export { sessionCaller, userCaller } from './callers.ts'
export { identityCredentials } from './credential-source.ts'
export { Documents, type NamedDocument } from './documents.ts'
export type * from './entities.ts'
export * from './ids.ts'
export { ControlPolicySource, fullAccessId, noOrganization } from './organization.ts'
export { Principals } from './principals.ts'
export {
  rows,
  type Attachment,
  type AttachmentUse,
  type EntityKind,
  type Prefix,
  type Ref,
} from './rows.ts'
export { issueSession, SessionSweeper, type IssuedSession, type SessionGrant } from './sessions.ts'
export {
  defaultDocument,
  entityDocuments,
  identityDocuments,
  managedPolicy,
  standingOf,
  type SourcedDocument,
} from './standing.ts'
export { IdentityState, type Change } from './state.ts'
export { encodeBase32, matchTotp, totpCode } from './totp.ts'
export type { VpcEndpoint } from './vpc-endpoint.ts'
export { VpcEndpointSource, type ReachedEndpoint } from './vpc-endpoints.ts'
export { UseRecorder, type Use } from './uses.ts'
