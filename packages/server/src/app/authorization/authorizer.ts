import type { Clock, Logger } from '../../base/index.ts'
import { accessDenied } from '../../errors/index.ts'
import {
  authorize,
  denialMessage,
  type AuthorizationRequest,
  type CompiledPolicies,
  type Decision,
} from '../../security/policy/index.ts'
import type { Use } from '../../security/iam/index.ts'
import type { Access, RequestContext, ResourceAuthorizer } from '../../services/operation.ts'
import { addAccess, requestKeys, type ConditionKeys } from './context.ts'

/** At hand, or to be waited for. */
type MaybeLater<T> = T | Promise<T>

export interface AuthorizerDeps {
  readonly clock: Clock
  readonly logger: Logger
  /** The resource control policies of an account; undefined where there are none. */
  readonly rcpOf: (accountId: string) => MaybeLater<CompiledPolicies | undefined>
  /** Seals the reasons of a denial for services that hand them out. */
  readonly messages?: { seal(account: string, text: string): string }
  /** Is told of each use that was allowed, of users and sessions. */
  readonly note?: (use: Use) => void
}

/** The front's port and that of the services, filled by the policy engine. */
export function createPolicyAuthorizer(deps: AuthorizerDeps): ResourceAuthorizer {
  return new PolicyAuthorizer(deps)
}

interface Judged {
  readonly request: AuthorizationRequest
  readonly decision: Decision
}

class PolicyAuthorizer implements ResourceAuthorizer {
  readonly #deps: AuthorizerDeps

  constructor(deps: AuthorizerDeps) {
    this.#deps = deps
  }

  authorize(context: RequestContext, access: Access): Promise<void> | undefined {
    const judged = this.#judge(context, access)
    if (judged instanceof Promise) {
      return judged.then((later) => {
        this.#enforce(context, access, later)
      })
    }
    this.#enforce(context, access, judged)
    return undefined
  }

  #enforce(context: RequestContext, access: Access, { request, decision }: Judged): void {
    if (decision.effect === 'allow') {
      this.#note(context, access)
      return
    }
    const { determining, failed } = decision
    this.#deps.logger.info('access denied', {
      requestId: context.requestId,
      principal: context.caller.arn,
      accessKeyId: context.caller.accessKeyId,
      action: access.action,
      resource: access.resource,
      effect: decision.effect,
      deniedBy: decision.deniedBy,
      statements: determining.map(nameOf).join(' '),
      failed: failed.map((one) => `${nameOf(one)} (${one.reason})`).join(' '),
    })
    throw accessDenied(this.#message(context, request, decision))
  }

  #note({ caller, region }: RequestContext, { action }: Access): void {
    if (caller.principal.kind === 'root') return
    const { accountId: account, principalArn, accessKeyId } = caller
    this.#deps.note?.({ account, principalArn, accessKeyId, action, region })
  }

  /** EC2 alone gives the reasons away, sealed: sts:DecodeAuthorizationMessage opens them. */
  #message(
    { caller }: RequestContext,
    request: AuthorizationRequest,
    decision: Exclude<Decision, { effect: 'allow' }>,
  ): string {
    const message = denialMessage(decision, request)
    const { messages } = this.#deps
    if (messages === undefined || !request.action.startsWith('ec2:')) return message
    const reasons = {
      allowed: false,
      explicitDeny: decision.effect === 'explicit-deny',
      matchedStatements: decision.determining,
      failures: decision.failed,
      context: {
        principal: { id: caller.userId, arn: caller.arn },
        action: request.action,
        resource: request.resource,
        conditions: Object.fromEntries(
          [...request.context].filter(([, value]) => typeof value !== 'symbol'),
        ),
      },
    }
    const sealed = messages.seal(caller.accountId, JSON.stringify(reasons))
    return `You are not authorized to perform this operation. ${message}. Encoded authorization failure message: ${sealed}`
  }

  async decide(context: RequestContext, access: Access): Promise<Decision> {
    return (await this.#judge(context, access)).decision
  }

  #judge(context: RequestContext, access: Access): MaybeLater<Judged> {
    const { caller } = context
    const account = access.resourceAccount ?? accountOf(access.resource) ?? caller.accountId
    const rcp = this.#deps.rcpOf(account)
    return rcp instanceof Promise
      ? rcp.then((later) => this.#judgeUnder(later, account, context, access))
      : this.#judgeUnder(rcp, account, context, access)
  }

  #judgeUnder(
    rcp: CompiledPolicies | undefined,
    resourceAccount: string,
    context: RequestContext,
    access: Access,
  ): Judged {
    const { caller, endpoint } = context
    const request = new Request(context, access, resourceAccount, this.#deps.clock)
    const { identity, boundary, session, scp } = caller.policies
    const decision = authorize(request, {
      identity,
      boundary,
      session,
      scp,
      rcp,
      resource: access.resourcePolicy,
      endpoint: endpoint?.policy,
    })
    return { request, decision }
  }
}

/** Most decisions ask for no condition key, and collecting them costs more than such a decision. */
class Request implements AuthorizationRequest {
  readonly principal: AuthorizationRequest['principal']
  readonly action: string
  readonly resource: string
  readonly resourceAccount: string
  readonly shownResource: string | undefined
  readonly #context: RequestContext
  readonly #access: Access
  readonly #clock: Clock
  #keys: ConditionKeys | undefined

  constructor(context: RequestContext, access: Access, resourceAccount: string, clock: Clock) {
    this.principal = context.caller.principal
    this.action = access.action
    this.resource = access.resource
    this.resourceAccount = resourceAccount
    this.shownResource = access.shownResource
    this.#context = context
    this.#access = access
    this.#clock = clock
  }

  get context(): ConditionKeys {
    return (this.#keys ??= this.#collect())
  }

  #collect(): ConditionKeys {
    const keys = requestKeys(this.#context, this.#clock.now())
    addAccess(keys, this.#access, this.resourceAccount)
    return keys
  }
}

/** The account in an ARN; undefined for what is no ARN and for ARNs without one. */
function accountOf(resource: string): string | undefined {
  const account = resource.startsWith('arn:') ? resource.split(':', 5)[4] : undefined
  return account === '' ? undefined : account
}

function nameOf(statement: { policyKind: string; policyId: string; index: number }): string {
  return `${statement.policyKind}:${statement.policyId}[${String(statement.index)}]`
}
