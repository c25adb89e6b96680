import type { SetDefaultPolicyVersionRequest } from '../../generated/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { ownPolicy, versionOf } from './own-policies.ts'
import { policyAccess } from './subjects.ts'

export const SetDefaultPolicyVersion = iamOperation<SetDefaultPolicyVersionRequest, object>({
  name: 'SetDefaultPolicyVersion',
  access: (iam, { PolicyArn }) => policyAccess(iam, PolicyArn),
  run: ({ state, clock }, { PolicyArn, VersionId }, context) =>
    state.change(async (change) => {
      const { ref, policy } = await ownPolicy(change, PolicyArn, context)
      const { id } = versionOf(policy, PolicyArn, VersionId)
      change.put(ref, { ...policy, defaultVersion: id, updatedAt: clock.now() })
      return nothing
    }),
})
