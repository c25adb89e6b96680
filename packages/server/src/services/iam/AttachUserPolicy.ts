import type { AttachUserPolicyRequest } from '../../generated/iam/index.ts'
import { attachPolicy } from './attached-policies.ts'

export const AttachUserPolicy = attachPolicy<AttachUserPolicyRequest>('user')
