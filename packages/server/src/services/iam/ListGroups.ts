import type { ListGroupsRequest } from '../../generated/iam/index.ts'
import { rows, type Group } from '../../security/iam/index.ts'
import { listEntities } from './lists.ts'
import { showGroup } from './shown.ts'

export const ListGroups = listEntities<ListGroupsRequest, Group>({
  name: 'ListGroups',
  kind: 'group',
  rows: rows.groups,
  member: 'Groups',
  show: showGroup,
})
