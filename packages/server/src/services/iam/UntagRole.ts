import type { UntagRoleRequest } from '../../generated/iam/index.ts'
import { untagEntity } from './entity-tags.ts'

export const UntagRole = untagEntity<UntagRoleRequest>('role')
