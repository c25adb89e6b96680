import type { ListGroupPoliciesRequest } from '../../generated/iam/index.ts'
import { listInlinePolicies } from './inline-policies.ts'

export const ListGroupPolicies = listInlinePolicies<ListGroupPoliciesRequest>('group')
