import type { ListUserTagsRequest } from '../../generated/iam/index.ts'
import { listEntityTags } from './entity-tags.ts'

export const ListUserTags = listEntityTags<ListUserTagsRequest>('user')
