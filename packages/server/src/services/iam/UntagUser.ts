import type { UntagUserRequest } from '../../generated/iam/index.ts'
import { untagEntity } from './entity-tags.ts'

export const UntagUser = untagEntity<UntagUserRequest>('user')
