import type { ListUsersRequest } from '../../generated/iam/index.ts'
import { rows, type User } from '../../security/iam/index.ts'
import { listEntities } from './lists.ts'
import { showUser } from './shown.ts'

export const ListUsers = listEntities<ListUsersRequest, User>({
  name: 'ListUsers',
  kind: 'user',
  rows: rows.users,
  member: 'Users',
  show: (account, one) => showUser(account, one, false),
})
