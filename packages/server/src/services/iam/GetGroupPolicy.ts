import type { GetGroupPolicyRequest } from '../../generated/iam/index.ts'
import { getInlinePolicy } from './inline-policies.ts'

export const GetGroupPolicy = getInlinePolicy<GetGroupPolicyRequest>('group')
