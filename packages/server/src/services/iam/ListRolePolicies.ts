import type { ListRolePoliciesRequest } from '../../generated/iam/index.ts'
import { listInlinePolicies } from './inline-policies.ts'

export const ListRolePolicies = listInlinePolicies<ListRolePoliciesRequest>('role')
