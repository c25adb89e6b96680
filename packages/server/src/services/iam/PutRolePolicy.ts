import type { PutRolePolicyRequest } from '../../generated/iam/index.ts'
import { putInlinePolicy } from './inline-policies.ts'

export const PutRolePolicy = putInlinePolicy<PutRolePolicyRequest>('role')
