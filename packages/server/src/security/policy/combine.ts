import type { Answer } from './consult.ts'
import type { PolicyKind } from './policy.ts'
import type { Principal } from './principal.ts'

/** The answers of all policies that apply. An absent one means that there is no such policy. */
export interface Answers {
  readonly identity: Answer | undefined
  readonly boundary: Answer | undefined
  readonly session: Answer | undefined
  readonly scp: readonly Answer[]
  readonly rcp: Answer | undefined
  readonly resource: Answer | undefined
  readonly endpoint: Answer | undefined
}

/** In the order in which a denial names the policy that denies; AWS leaves the order open. */
export function inOrder(answers: Answers): readonly Answer[] {
  const { scp, rcp, resource, identity, boundary, session, endpoint } = answers
  return [...scp, rcp, resource, identity, boundary, session, endpoint].filter(
    (answer) => answer !== undefined,
  )
}

/**
 * The kind of policy that should have allowed the request and did not, if nothing denies it;
 * undefined if it is allowed.
 */
export function missingAllow(
  answers: Answers,
  principal: Principal,
  resourceAccount: string,
): PolicyKind | undefined {
  const { scp, endpoint, resource, identity, boundary, session } = answers
  if (!scp.every(allows)) return 'scp'
  if (endpoint !== undefined && !allows(endpoint)) return 'endpoint'

  const home = 'account' in principal && principal.account === resourceAccount
  // A role's trust and a key's policy must allow even their own account.
  const ownWord = resource?.kind === 'trust' || resource?.kind === 'key'
  const worth = resource?.worth ?? 0
  if ((!home || ownWord) && worth === 0) return resource?.kind ?? 'resource'
  if (!('account' in principal)) return undefined

  // Over the border of an account, a resource policy never stands in for the caller's own policies.
  const standsIn = home ? worth : 0
  const byIdentity = principal.kind === 'root' || allows(identity)
  if (!byIdentity && standsIn < 2) return 'identity'
  if (standsIn === 3) return undefined
  if (boundary !== undefined && !allows(boundary)) return 'boundary'
  if (session !== undefined && !allows(session)) return 'session'
  // GetFederationToken without a session policy gives a session that may do nothing of its own.
  if (session === undefined && principal.kind === 'federated-user') return 'session'
  return undefined
}

function allows(answer: Answer | undefined): boolean {
  return answer !== undefined && answer.worth > 0
}
