import type { TagRoleRequest } from '../../generated/iam/index.ts'
import { tagEntity } from './entity-tags.ts'

export const TagRole = tagEntity<TagRoleRequest>('role')
