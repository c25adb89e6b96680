import type { ListPolicyTagsRequest, ListPolicyTagsResponse } from '../../generated/iam/index.ts'
import type { Tag } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { pageOf, sortedBy } from './pages.ts'
import { findPolicy, policyAccess } from './subjects.ts'

export const ListPolicyTags = iamOperation<ListPolicyTagsRequest, ListPolicyTagsResponse>({
  name: 'ListPolicyTags',
  access: (iam, { PolicyArn }) => policyAccess(iam, PolicyArn),
  async run({ state }, input, { caller: { accountId } }) {
    const policy = await findPolicy(state, input.PolicyArn, accountId)
    const key = ({ Key }: Tag): string => Key
    const { items, page } = pageOf(sortedBy(policy.tags, key), key, input)
    return { Tags: items, ...page }
  },
})
