import type { PutUserPolicyRequest } from '../../generated/iam/index.ts'
import { putInlinePolicy } from './inline-policies.ts'

export const PutUserPolicy = putInlinePolicy<PutUserPolicyRequest>('user')
