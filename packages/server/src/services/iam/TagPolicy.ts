import type { TagPolicyRequest } from '../../generated/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { ownPolicy } from './own-policies.ts'
import { policyAccess } from './subjects.ts'
import { mergeTags, requestTags } from './tags.ts'

export const TagPolicy = iamOperation<TagPolicyRequest, object>({
  name: 'TagPolicy',
  access: (iam, { PolicyArn, Tags }) => policyAccess(iam, PolicyArn, requestTags(Tags)),
  run: ({ state }, { PolicyArn, Tags }, context) =>
    state.change(async (change) => {
      const { ref, policy } = await ownPolicy(change, PolicyArn, context)
      change.put(ref, { ...policy, tags: mergeTags(policy.tags, Tags) })
      return nothing
    }),
})
