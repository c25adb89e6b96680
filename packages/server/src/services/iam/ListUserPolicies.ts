import type { ListUserPoliciesRequest } from '../../generated/iam/index.ts'
import { listInlinePolicies } from './inline-policies.ts'

export const ListUserPolicies = listInlinePolicies<ListUserPoliciesRequest>('user')
