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
  const { principal, action } = request
  const inquiry = new RequestInquiry(request, policies.boundary !== undefined)
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
  const failed = gathered(all, 'failed')
  const denying = all.find((answer) => answer.denies.length > 0)
  if (denying !== undefined) {
    const determining = gathered(all, 'denies')
    return { effect: 'explicit-deny', deniedBy: denying.kind, determining, failed }
  }
  const deniedBy = missingAllow(answers, principal, request.resourceAccount)
  if (deniedBy !== undefined) return { effect: 'implicit-deny', deniedBy, determining: [], failed }
  return { effect: 'allow', determining: gathered(all, 'allows'), failed }
}

/** A request as statements see it. */
class RequestInquiry implements Inquiry {
  readonly principal: AuthorizationRequest['principal']
  readonly bounded: boolean
  readonly resource: string
  readonly arn: Inquiry['arn']
  readonly #request: AuthorizationRequest

  constructor(request: AuthorizationRequest, bounded: boolean) {
    this.principal = request.principal
    this.bounded = bounded
    this.resource = request.resource
    this.arn = readArn(request.resource)
    this.#request = request
  }

  /** Not read until a condition asks: callers collect it only then. */
  get context(): AuthorizationRequest['context'] {
    return this.#request.context
  }
}

type List = 'denies' | 'allows' | 'failed'

/** One list of every answer, in their order. Nearly always there is one that has any. */
function gathered<Name extends List>(all: readonly Answer[], name: Name): Answer[Name] {
  let first: Answer[Name] | undefined
  for (const answer of all) {
    if (answer[name].length === 0) continue
    if (first !== undefined) return all.flatMap((each) => each[name]) as unknown as Answer[Name]
    first = answer[name]
  }
  return first ?? []
}
