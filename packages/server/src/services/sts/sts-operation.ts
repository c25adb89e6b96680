import type { Clock, Random } from '../../base/index.ts'
import { accessDenied } from '../../errors/index.ts'
import type { Documents, IdentityState } from '../../security/iam/index.ts'
import type { RequestContext, ResourceAuthorizer } from '../operation.ts'

/** What STS's operations use. */
export interface Sts {
  readonly state: IdentityState
  readonly documents: Documents
  readonly authorizer: ResourceAuthorizer
  /** Opens what a denial told the caller in sealed form; undefined if it is none of this account's. */
  readonly openMessage: (account: string, message: string) => string | undefined
  readonly clock: Clock
  readonly random: Random
}

/**
 * What temporary credentials may not ask of STS: a federated user's nothing but who they are, and those of
 * GetSessionToken only that and roles.
 */
export function refuseSession(operation: string, { caller }: RequestContext): void {
  const { session } = caller
  if (session === undefined || session.origin === 'assume-role') return
  if (session.origin === 'session-token' && operation === 'AssumeRole') return
  throw accessDenied(`Cannot call ${operation} with session credentials`)
}
