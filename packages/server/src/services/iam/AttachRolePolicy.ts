import type { AttachRolePolicyRequest } from '../../generated/iam/index.ts'
import { attachPolicy } from './attached-policies.ts'

export const AttachRolePolicy = attachPolicy<AttachRolePolicyRequest>('role')
