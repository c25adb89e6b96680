import type { ListAttachedGroupPoliciesRequest } from '../../generated/iam/index.ts'
import { listAttachedPolicies } from './attached-policies.ts'

export const ListAttachedGroupPolicies =
  listAttachedPolicies<ListAttachedGroupPoliciesRequest>('group')
