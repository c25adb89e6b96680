import type { DeleteRolePermissionsBoundaryRequest } from '../../generated/iam/index.ts'
import { deleteBoundary } from './entity-boundaries.ts'

export const DeleteRolePermissionsBoundary =
  deleteBoundary<DeleteRolePermissionsBoundaryRequest>('role')
