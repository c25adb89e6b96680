import type { Engine } from '../../engine/index.ts'
import type { DeleteResourcePolicyInput } from '../../generated/dynamodb/index.ts'
import type { Operation } from '../operation.ts'
import { changePolicy, holderOf, policyAccess } from './access/policy-access.ts'
import { policyResource, type PolicyResource } from './access/policy-resource.ts'
import { slotWithoutPolicy } from './access/policy-slot.ts'

interface Prepared {
  readonly input: DeleteResourcePolicyInput
  readonly resource: PolicyResource
}

type Deps = Pick<Engine, 'store' | 'catalog' | 'clock' | 'random' | 'streams' | 'streamPolicies'>

/** Removes the policy of a table or stream. Where there is none, that is no error. */
export const DeleteResourcePolicy: Operation<Deps, DeleteResourcePolicyInput, Prepared, object> = {
  name: 'DeleteResourcePolicy',
  inputShape: 'DeleteResourcePolicyInput',

  prepare(input, context) {
    return { input, resource: policyResource(input.ResourceArn, context) }
  },

  async accesses({ resource }, context, deps) {
    return [await policyAccess(deps, context, resource, 'DeleteResourcePolicy')]
  },

  async run(deps, { input, resource }) {
    const expected = input.ExpectedRevisionId
    const { before, after } = await changePolicy(deps, resource, (slot) =>
      slotWithoutPolicy(slot, { holder: holderOf(resource), expected, now: deps.clock.now() }),
    )
    return before.policy === undefined ? {} : { RevisionId: String(after.removedAt) }
  },
}
