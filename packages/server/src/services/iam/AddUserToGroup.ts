import type { AddUserToGroupRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { keepQuota } from './quotas.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'

export const AddUserToGroup = iamOperation<AddUserToGroupRequest, object>({
  name: 'AddUserToGroup',
  access: (iam, { GroupName }, context) => subjectAccess(iam, 'group', GroupName, context),
  run: ({ state }, { GroupName, UserName }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const group = await findSubject(readerOf(change), 'group', accountId, GroupName)
      const user = await findSubject(readerOf(change), 'user', accountId, UserName)
      if (user.groups.includes(group.name)) return nothing
      const groups = [...user.groups, group.name]
      keepQuota('GroupsPerUser', groups.length)
      change.put(rows.user(accountId, user.name), { ...user, groups })
      change.put(rows.member(accountId, group.name, user.name), { user: user.name })
      // Written though it is the same, so that the group cannot be deleted meanwhile.
      change.put(rows.group(accountId, group.name), group)
      return nothing
    }),
})
