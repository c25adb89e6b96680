import { noSuchEntity } from '../../errors/index.ts'
import type { RemoveUserFromGroupRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'

export const RemoveUserFromGroup = iamOperation<RemoveUserFromGroupRequest, object>({
  name: 'RemoveUserFromGroup',
  access: (iam, { GroupName }, context) => subjectAccess(iam, 'group', GroupName, context),
  run: ({ state }, { GroupName, UserName }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const group = await findSubject(readerOf(change), 'group', accountId, GroupName)
      const user = await findSubject(readerOf(change), 'user', accountId, UserName)
      if (!user.groups.includes(group.name)) {
        throw noSuchEntity(`User with name ${user.name} is not in group ${group.name}.`)
      }
      const groups = user.groups.filter((name) => name !== group.name)
      change.put(rows.user(accountId, user.name), { ...user, groups })
      change.delete(rows.member(accountId, group.name, user.name))
      return nothing
    }),
})
