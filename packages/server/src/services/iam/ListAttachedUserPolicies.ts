import type { ListAttachedUserPoliciesRequest } from '../../generated/iam/index.ts'
import { listAttachedPolicies } from './attached-policies.ts'

export const ListAttachedUserPolicies =
  listAttachedPolicies<ListAttachedUserPoliciesRequest>('user')
