import type { PutGroupPolicyRequest } from '../../generated/iam/index.ts'
import { putInlinePolicy } from './inline-policies.ts'

export const PutGroupPolicy = putInlinePolicy<PutGroupPolicyRequest>('group')
