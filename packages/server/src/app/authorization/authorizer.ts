import type { Clock, Logger } from '../../base/index.ts'
import { accessDenied } from '../../errors/index.ts'
import {
  authorize,
  denialMessage,
  type AuthorizationRequest,
  type CompiledPolicies,
  type Decision,
} from '../../security/policy/index.ts'
import type { Access, RequestContext, ResourceAuthorizer } from '../../services/operation.ts'
import { accessKeys, requestKeys, type ConditionKeys } from './context.ts'

export interface AuthorizerDeps {
  readonly clock: Clock
  readonly logger: Logger
  /** The resource control policies of an account; undefined where there are none. */
  readonly rcpOf: (accountId: string) => Promise<CompiledPolicies | undefined>
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
  /** A request with many accesses has its keys collected once. */
  readonly #keys = new WeakMap<RequestContext, ConditionKeys>()

  constructor(deps: AuthorizerDeps) {
    this.#deps = deps
  }

  async authorize(context: RequestContext, access: Access): Promise<void> {
    const { request, decision } = await this.#judge(context, access)
    if (decision.effect === 'allow') return
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
    throw accessDenied(denialMessage(decision, request))
  }

  async decide(context: RequestContext, access: Access): Promise<Decision> {
    return (await this.#judge(context, access)).decision
  }

  async #judge(context: RequestContext, access: Access): Promise<Judged> {
    const { caller, endpoint } = context
    const resourceAccount = access.resourceAccount ?? accountOf(access.resource) ?? caller.accountId
    const rcp = await this.#deps.rcpOf(resourceAccount)
    const request: AuthorizationRequest = {
      principal: caller.principal,
      action: access.action,
      resource: access.resource,
      resourceAccount,
      context: accessKeys(this.#keysOf(context), access, resourceAccount),
      ...(access.shownResource === undefined ? {} : { shownResource: access.shownResource }),
    }
    const decision = authorize(request, {
      ...caller.policies,
      rcp,
      resource: access.resourcePolicy,
      endpoint: endpoint?.policy,
    })
    return { request, decision }
  }

  #keysOf(context: RequestContext): ConditionKeys {
    const known = this.#keys.get(context)
    if (known !== undefined) return known
    const keys = requestKeys(context, this.#deps.clock.now())
    this.#keys.set(context, keys)
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
