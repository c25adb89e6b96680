import type { ListRoleTagsRequest } from '../../generated/iam/index.ts'
import { listEntityTags } from './entity-tags.ts'

export const ListRoleTags = listEntityTags<ListRoleTagsRequest>('role')
