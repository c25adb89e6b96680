import type { CompiledPolicies } from './compile.ts'
import type { RequestContext } from './context.ts'
import type { PolicyKind } from './policy.ts'
import type { Principal } from './principal.ts'

export interface AuthorizationRequest {
  readonly principal: Principal
  /** As IAM spells it, `dynamodb:GetItem`. */
  readonly action: string
  /** An ARN, or `*` for an action on no resource. */
  readonly resource: string
  /** The account that owns the resource; for `*` that of the caller. */
  readonly resourceAccount: string
  readonly context: RequestContext
  /** What a denial names instead of `resource`, such as `…:table/*` of ListTables. */
  readonly shownResource?: string | undefined
}

/**
 * The policies that apply to one request. Leave out what does not exist: an absent boundary limits
 * nothing, an empty one everything.
 */
export interface PolicySet {
  /** Of the user or role, their groups' included; none for services, anonymous callers and tokens. */
  readonly identity?: CompiledPolicies | undefined
  readonly boundary?: CompiledPolicies | undefined
  /** All session policies of the session together. */
  readonly session?: CompiledPolicies | undefined
  /** One entry for each level from the root down; absent for an exempt account or principal. */
  readonly scp?: readonly CompiledPolicies[] | undefined
  /** Of the resource's account. */
  readonly rcp?: CompiledPolicies | undefined
  /** The resource's own policy: of kind `resource`, `trust` or `key`. */
  readonly resource?: CompiledPolicies | undefined
  /** Of the endpoint that the request came through. */
  readonly endpoint?: CompiledPolicies | undefined
}

/**
 * What a caller brings along, whatever the resource is: loaded once when the request is
 * authenticated, so that all decisions of one request rest on the same policies.
 */
export type CallerPolicies = Pick<PolicySet, 'identity' | 'boundary' | 'session' | 'scp'>

export interface StatementReference {
  readonly policyKind: PolicyKind
  readonly policyId: string
  readonly sid?: string
  /** Place in the policy, from 0. */
  readonly index: number
}

export interface FailedStatement extends StatementReference {
  /** What could not be evaluated, without values of the request. */
  readonly reason: string
}

interface Trace {
  /**
   * The statements that made the decision: of an allow every Allow that applies, of an explicit deny
   * every Deny, of whichever policy; of an implicit deny none.
   */
  readonly determining: readonly StatementReference[]
  /** Statements that could not be evaluated: the Denies among them denied, the Allows did not allow. */
  readonly failed: readonly FailedStatement[]
}

export type Decision =
  | ({ readonly effect: 'allow' } & Trace)
  | ({
      readonly effect: 'explicit-deny' | 'implicit-deny'
      /** The kind of policy that denies first, in the order in which AWS names them. */
      readonly deniedBy: PolicyKind
    } & Trace)
