import type { UntagPolicyRequest } from '../../generated/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { ownPolicy } from './own-policies.ts'
import { policyAccess } from './subjects.ts'
import { withoutTags } from './tags.ts'

export const UntagPolicy = iamOperation<UntagPolicyRequest, object>({
  name: 'UntagPolicy',
  access: (iam, { PolicyArn, TagKeys }) => policyAccess(iam, PolicyArn, { 'aws:TagKeys': TagKeys }),
  run: ({ state }, { PolicyArn, TagKeys }, context) =>
    state.change(async (change) => {
      const { ref, policy } = await ownPolicy(change, PolicyArn, context)
      change.put(ref, { ...policy, tags: withoutTags(policy.tags, TagKeys) })
      return nothing
    }),
})
