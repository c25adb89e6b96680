import { authorize } from '../authorize.ts'
import { compilePolicies, type CompiledPolicies } from '../compile.ts'
import type { PolicySet } from '../decision.ts'
import type { PolicyKind } from '../policy.ts'
import { anything } from './anything.ts'
import type { Witness } from './request.ts'
import type { Side } from './sides.ts'

/** Resource control policies only ever deny, so they have no comparison of their own. */
export type ComparableKind = Exclude<PolicyKind, 'rcp'>

/** The evaluator's word on a request: whether it is allowed by a side's policies and nothing else. */
export type Judge = (request: Witness) => boolean

export function judgeOf(kind: ComparableKind, { policies, boundary }: Side): Judge {
  const compiled = compilePolicies(kind, policies)
  const limit = boundary && compilePolicies('boundary', boundary)
  return (request) => {
    const { principal, action, resource, context, worth } = request
    const own = 'account' in principal ? principal.account : ''
    // A policy of a resource is asked from abroad, where nothing else of the resource's side allows.
    const abroad = isOnResource(kind) && worth === 1
    const resourceAccount = abroad ? foreignTo(own) : own
    const decision = authorize(
      { principal, action, resource, resourceAccount, context },
      policySet(kind, compiled, limit, request),
    )
    return decision.effect === 'allow'
  }
}

function isOnResource(kind: PolicyKind): boolean {
  return kind === 'resource' || kind === 'key' || kind === 'trust'
}

function policySet(
  kind: ComparableKind,
  compiled: CompiledPolicies,
  limit: CompiledPolicies | undefined,
  { worth, bounded }: Witness,
): PolicySet {
  if (kind === 'identity') return { identity: compiled, boundary: limit }
  if (isOnResource(kind)) {
    return {
      resource: compiled,
      identity: worth <= 1 ? everything : undefined,
      session: worth === 3 ? nothing : everything,
      boundary: bounded ? everything : undefined,
    }
  }
  const rest = { identity: everything, resource: forEveryone }
  if (kind === 'boundary') return { ...rest, boundary: compiled }
  if (kind === 'session') return { ...rest, session: compiled }
  if (kind === 'scp') return { ...rest, scp: [compiled] }
  return { ...rest, session: everything, endpoint: compiled }
}

function foreignTo(account: string): string {
  return account === '999988887777' ? '999988886666' : '999988887777'
}

const everything = compilePolicies('session', [{ id: 'everything', policy: anything }])
const forEveryone = compilePolicies('resource', [{ id: 'everything', policy: anything }])
const nothing = compilePolicies('session', [])
