import type { AttachGroupPolicyRequest } from '../../generated/iam/index.ts'
import { attachPolicy } from './attached-policies.ts'

export const AttachGroupPolicy = attachPolicy<AttachGroupPolicyRequest>('group')
