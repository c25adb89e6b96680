import type { DetachRolePolicyRequest } from '../../generated/iam/index.ts'
import { detachPolicy } from './attached-policies.ts'

export const DetachRolePolicy = detachPolicy<DetachRolePolicyRequest>('role')
