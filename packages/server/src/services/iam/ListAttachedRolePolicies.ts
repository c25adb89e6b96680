import type { ListAttachedRolePoliciesRequest } from '../../generated/iam/index.ts'
import { listAttachedPolicies } from './attached-policies.ts'

export const ListAttachedRolePolicies =
  listAttachedPolicies<ListAttachedRolePoliciesRequest>('role')
