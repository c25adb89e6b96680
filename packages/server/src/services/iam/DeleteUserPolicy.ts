import type { DeleteUserPolicyRequest } from '../../generated/iam/index.ts'
import { deleteInlinePolicy } from './inline-policies.ts'

export const DeleteUserPolicy = deleteInlinePolicy<DeleteUserPolicyRequest>('user')
