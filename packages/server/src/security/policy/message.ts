import { assert } from '../../base/index.ts'
import type { AuthorizationRequest, Decision } from './decision.ts'
import type { PolicyKind } from './policy.ts'
import type { Principal } from './principal.ts'

/** Article and name, as in "with an explicit deny in …". */
const names: Record<PolicyKind, readonly [article: string, name: string]> = {
  identity: ['an', 'identity-based policy'],
  boundary: ['a', 'permissions boundary'],
  session: ['a', 'session policy'],
  resource: ['a', 'resource-based policy'],
  key: ['a', 'resource-based policy'],
  trust: ['the', 'role trust policy'],
  endpoint: ['a', 'VPC endpoint policy'],
  scp: ['a', 'service control policy'],
  rcp: ['a', 'resource control policy'],
}

/** The sentence that AWS's AccessDenied errors consist of. Not for a decision that allows. */
export function denialMessage(decision: Decision, request: AuthorizationRequest): string {
  assert(decision.effect !== 'allow', 'only a denial has a message')
  const { action } = request
  const resource = request.shownResource ?? request.resource
  const what = `User: ${callerName(request.principal)} is not authorized to perform: ${action} on resource: ${resource}`
  const [article, name] = names[decision.deniedBy]
  if (decision.effect === 'implicit-deny')
    return `${what} because no ${name} allows the ${action} action`
  return `${what} with an explicit deny in ${article} ${name}`
}

function callerName(principal: Principal): string {
  if (principal.kind === 'anonymous') return 'anonymous'
  return principal.kind === 'service' ? principal.service : principal.arn
}
