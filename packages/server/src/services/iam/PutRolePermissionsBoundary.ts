import type { PutRolePermissionsBoundaryRequest } from '../../generated/iam/index.ts'
import { putBoundary } from './entity-boundaries.ts'

export const PutRolePermissionsBoundary = putBoundary<PutRolePermissionsBoundaryRequest>('role')
