import type { DeleteRolePolicyRequest } from '../../generated/iam/index.ts'
import { deleteInlinePolicy } from './inline-policies.ts'

export const DeleteRolePolicy = deleteInlinePolicy<DeleteRolePolicyRequest>('role')
