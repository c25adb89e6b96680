import type { PutUserPermissionsBoundaryRequest } from '../../generated/iam/index.ts'
import { putBoundary } from './entity-boundaries.ts'

export const PutUserPermissionsBoundary = putBoundary<PutUserPermissionsBoundaryRequest>('user')
