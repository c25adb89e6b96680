import type { GetPolicyRequest, GetPolicyResponse } from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { showPolicy } from './shown.ts'
import { findPolicy, isOfAws, policyAccess } from './subjects.ts'
import { countAttachments } from './attachment-list.ts'

export const GetPolicy = iamOperation<GetPolicyRequest, GetPolicyResponse>({
  name: 'GetPolicy',
  access: (iam, { PolicyArn }) => policyAccess(iam, PolicyArn),
  async run({ state }, { PolicyArn }, { caller: { accountId } }) {
    const policy = await findPolicy(state, PolicyArn, accountId)
    if (!isOfAws(PolicyArn)) return { Policy: showPolicy(accountId, policy, true) }
    const counted = await countAttachments(state, accountId, PolicyArn)
    return { Policy: showPolicy('aws', { ...policy, ...counted }, true) }
  },
})
