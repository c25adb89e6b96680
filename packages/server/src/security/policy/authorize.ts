import { readArn } from './arn.ts'
import { inOrder, missingAllow, type Answers } from './combine.ts'
import type { CompiledPolicies } from './compile.ts'
import { consult, type Answer } from './consult.ts'
import type { AuthorizationRequest, Decision, PolicySet } from './decision.ts'
import type { Inquiry } from './statement.ts'

/**
 * Decides a request. Pure: the time, the address and all else come in `request.context`.
 *
 * Any applying Deny of any policy denies. Otherwise all policies that limit must allow, and the
 * caller's own policies or the resource's must grant; `combine.ts` says when which is enough.
 *
 * What needs no permission, such as sts:GetCallerIdentity, is not to be asked here.
 */
export function authorize(request: AuthorizationRequest, policies: PolicySet): Decision {
  const { principal, action, resource } = request
  const bounded = policies.boundary !== undefined
  const inquiry: Inquiry = {
    principal,
    bounded,
    resource,
    arn: readArn(resource),
    // Not read until a condition asks: callers collect it only then.
    get context() {
      return request.context
    },
  }
  const ask = (some: CompiledPolicies | undefined): Answer | undefined =>
    some && consult(some, action, inquiry)
  const answers: Answers = {
    identity: ask(policies.identity),
    boundary: ask(policies.boundary),
    session: ask(policies.session),
    scp: policies.scp?.map((level) => consult(level, action, inquiry)) ?? [],
    rcp: ask(policies.rcp),
    resource: ask(policies.resource),
    endpoint: ask(policies.endpoint),
  }
  const all = inOrder(answers)
  const failed = all.flatMap((answer) => answer.failed)
  const denying = all.find((answer) => answer.denies.length > 0)
  if (denying !== undefined) {
    const determining = all.flatMap((answer) => answer.denies)
    return { effect: 'explicit-deny', deniedBy: denying.kind, determining, failed }
  }
  const deniedBy = missingAllow(answers, principal, request.resourceAccount)
  if (deniedBy !== undefined) return { effect: 'implicit-deny', deniedBy, determining: [], failed }
  return { effect: 'allow', determining: all.flatMap((answer) => answer.allows), failed }
}
