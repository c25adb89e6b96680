import { deleteConflict } from '../../errors/index.ts'
import type { DeletePolicyRequest } from '../../generated/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { ownPolicy } from './own-policies.ts'
import { policyAccess } from './subjects.ts'

export const DeletePolicy = iamOperation<DeletePolicyRequest, object>({
  name: 'DeletePolicy',
  access: (iam, { PolicyArn }) => policyAccess(iam, PolicyArn),
  run: ({ state }, { PolicyArn }, context) =>
    state.change(async (change) => {
      const { ref, policy } = await ownPolicy(change, PolicyArn, context)
      if (policy.attachments + policy.boundaries > 0) {
        throw deleteConflict('Cannot delete a policy attached to entities.')
      }
      if (policy.versions.length > 1) {
        throw deleteConflict(
          "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
        )
      }
      const { accountId } = context.caller
      await count(change, accountId, 'policies', -1)
      await count(change, accountId, 'policyVersions', -1)
      change.delete(ref)
      return nothing
    }),
})
