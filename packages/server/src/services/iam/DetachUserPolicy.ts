import type { DetachUserPolicyRequest } from '../../generated/iam/index.ts'
import { detachPolicy } from './attached-policies.ts'

export const DetachUserPolicy = detachPolicy<DetachUserPolicyRequest>('user')
