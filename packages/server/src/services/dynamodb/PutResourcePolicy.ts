import type { Engine } from '../../engine/index.ts'
import { accessDenied } from '../../errors/index.ts'
import type { PutResourcePolicyInput } from '../../generated/dynamodb/index.ts'
import {
  withPrincipalIds,
  type Policy,
  type PrincipalDirectory,
} from '../../security/policy/index.ts'
import type { Access, Operation, RequestContext, ResourceAuthorizer } from '../operation.ts'
import { canonicalPolicy } from './access/canonical-policy.ts'
import { changePolicy, holderOf, policyAccess } from './access/policy-access.ts'
import { principalIds } from './access/policy-principals.ts'
import { policyResource, type PolicyResource } from './access/policy-resource.ts'
import { slotWithPolicy } from './access/policy-slot.ts'
import { compileResourcePolicy, readResourcePolicy } from './access/resource-policy.ts'

interface Prepared {
  readonly input: PutResourcePolicyInput
  readonly resource: PolicyResource
  readonly policy: Policy
}

type Deps = Pick<
  Engine,
  'store' | 'catalog' | 'clock' | 'random' | 'streams' | 'streamPolicies'
> & {
  readonly authorizer: ResourceAuthorizer
  readonly principals: PrincipalDirectory
}

const action = 'PutResourcePolicy'

/** Sets the policy of a table or stream. A document that means the same as the one before changes nothing. */
export const PutResourcePolicy: Operation<Deps, PutResourcePolicyInput, Prepared, object> = {
  name: 'PutResourcePolicy',
  inputShape: 'PutResourcePolicyInput',

  prepare(input, context) {
    const resource = policyResource(input.ResourceArn, context)
    return { input, resource, policy: readResourcePolicy(input.Policy, resource.kind) }
  },

  async accesses({ resource }, context, deps) {
    return [await policyAccess(deps, context, resource, action)]
  },

  async run(deps, { input, resource, policy }, context) {
    const document = canonicalPolicy(policy)
    const principals = await principalIds(policy, deps.principals)
    if (input.ConfirmRemoveSelfResourceAccess !== true) {
      const access = await policyAccess(deps, context, resource, action)
      const meant = withPrincipalIds(policy, principals)
      await refuseLockout(deps.authorizer, context, access, meant)
    }
    const { after } = await changePolicy(deps, resource, (slot) =>
      slotWithPolicy(
        slot,
        { document, principals },
        {
          holder: holderOf(resource),
          expected: input.ExpectedRevisionId,
          now: deps.clock.now(),
        },
      ),
    )
    return { RevisionId: after.policy?.revisionId }
  },
}

async function refuseLockout(
  authorizer: ResourceAuthorizer,
  context: RequestContext,
  access: Access,
  policy: Policy,
): Promise<void> {
  const resourcePolicy = compileResourcePolicy(policy)
  const { effect } = await authorizer.decide(context, { ...access, resourcePolicy })
  if (effect === 'allow') return
  throw accessDenied(
    'The new resource policy will not allow you to update the resource policy in the future.',
  )
}
