import type { Clock, Random } from '../../base/index.ts'
import { accessDenied } from '../../errors/index.ts'
import type { ControlPolicySource, Documents, IdentityState } from '../../security/iam/index.ts'
import type { Access, Operation, RequestContext } from '../operation.ts'

/** What IAM's operations use. */
export interface Iam {
  readonly state: IdentityState
  readonly documents: Documents
  readonly controls: ControlPolicySource
  readonly clock: Clock
  readonly random: Random
}

/** What is asked for, where it is not the operation's own action on everything. */
type Asked = Partial<Access> | readonly Partial<Access>[]

/** What tells one IAM operation from another. */
export interface IamSpec<Input, Output extends object> {
  readonly name: string
  /** Rules that need no stored state. Throws an ApiError. */
  readonly check?: (input: Input, context: RequestContext) => void
  readonly access: (iam: Iam, input: Input, context: RequestContext) => Asked | Promise<Asked>
  readonly run: (iam: Iam, input: Input, context: RequestContext) => Promise<Output>
}

/** An operation of IAM: its action is `iam:` and its name, its input shape its name and `Request`. */
export function iamOperation<Input, Output extends object>(
  spec: IamSpec<Input, Output>,
): Operation<Iam, Input, Input, Output> {
  return {
    name: spec.name,
    inputShape: `${spec.name}Request`,
    prepare(input, context) {
      refuseWeakSession(spec.name, context)
      spec.check?.(input, context)
      return input
    },
    async accesses(input, context, iam) {
      const asked = await spec.access(iam, input, context)
      const all = isList(asked) ? asked : [asked]
      return all.map((access) => ({ action: `iam:${spec.name}`, resource: '*', ...access }))
    },
    run: (iam, input, context) => spec.run(iam, input, context),
  }
}

function isList(asked: Asked): asked is readonly Partial<Access>[] {
  return Array.isArray(asked)
}

/** A session without MFA that a user made of their own keys, or for somebody else, manages no identities. */
function refuseWeakSession(name: string, { caller }: RequestContext): void {
  const { session } = caller
  if (session === undefined || session.origin === 'assume-role') return
  if (session.origin === 'session-token' && session.mfaAt !== undefined) return
  throw accessDenied(
    `User: ${caller.arn} is not authorized to perform: iam:${name} with these temporary credentials`,
  )
}

/** An output without members. */
export const nothing: object = {}
