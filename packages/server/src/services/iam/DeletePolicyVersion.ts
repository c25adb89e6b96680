import { deleteConflict } from '../../errors/index.ts'
import type { DeletePolicyVersionRequest } from '../../generated/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { ownPolicy, versionOf } from './own-policies.ts'
import { policyAccess } from './subjects.ts'

export const DeletePolicyVersion = iamOperation<DeletePolicyVersionRequest, object>({
  name: 'DeletePolicyVersion',
  access: (iam, { PolicyArn }) => policyAccess(iam, PolicyArn),
  run: ({ state }, { PolicyArn, VersionId }, context) =>
    state.change(async (change) => {
      const { ref, policy } = await ownPolicy(change, PolicyArn, context)
      const { id } = versionOf(policy, PolicyArn, VersionId)
      if (id === policy.defaultVersion) {
        throw deleteConflict('Cannot delete the default version of a policy.')
      }
      await count(change, context.caller.accountId, 'policyVersions', -1)
      change.put(ref, { ...policy, versions: policy.versions.filter((one) => one.id !== id) })
      return nothing
    }),
})
