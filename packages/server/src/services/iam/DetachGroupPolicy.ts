import type { DetachGroupPolicyRequest } from '../../generated/iam/index.ts'
import { detachPolicy } from './attached-policies.ts'

export const DetachGroupPolicy = detachPolicy<DetachGroupPolicyRequest>('group')
