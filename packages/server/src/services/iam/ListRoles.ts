import type { ListRolesRequest } from '../../generated/iam/index.ts'
import { rows, type Role } from '../../security/iam/index.ts'
import { listEntities } from './lists.ts'
import { showRole } from './shown.ts'

export const ListRoles = listEntities<ListRolesRequest, Role>({
  name: 'ListRoles',
  kind: 'role',
  rows: rows.roles,
  member: 'Roles',
  show: (account, one) => showRole(account, one, false),
})
