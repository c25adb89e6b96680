import type { DeleteUserPermissionsBoundaryRequest } from '../../generated/iam/index.ts'
import { deleteBoundary } from './entity-boundaries.ts'

export const DeleteUserPermissionsBoundary =
  deleteBoundary<DeleteUserPermissionsBoundaryRequest>('user')
