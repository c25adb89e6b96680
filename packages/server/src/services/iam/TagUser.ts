import type { TagUserRequest } from '../../generated/iam/index.ts'
import { tagEntity } from './entity-tags.ts'

export const TagUser = tagEntity<TagUserRequest>('user')
