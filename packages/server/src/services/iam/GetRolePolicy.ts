import type { GetRolePolicyRequest } from '../../generated/iam/index.ts'
import { getInlinePolicy } from './inline-policies.ts'

export const GetRolePolicy = getInlinePolicy<GetRolePolicyRequest>('role')
