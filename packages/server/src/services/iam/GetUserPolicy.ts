import type { GetUserPolicyRequest } from '../../generated/iam/index.ts'
import { getInlinePolicy } from './inline-policies.ts'

export const GetUserPolicy = getInlinePolicy<GetUserPolicyRequest>('user')
