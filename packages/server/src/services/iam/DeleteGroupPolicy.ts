import type { DeleteGroupPolicyRequest } from '../../generated/iam/index.ts'
import { deleteInlinePolicy } from './inline-policies.ts'

export const DeleteGroupPolicy = deleteInlinePolicy<DeleteGroupPolicyRequest>('group')
