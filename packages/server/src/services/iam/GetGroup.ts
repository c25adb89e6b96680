import type { GetGroupRequest, GetGroupResponse } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { pageOfRows } from './pages.ts'
import { showGroup, showUser } from './shown.ts'
import { findSubject, subjectAccess } from './subjects.ts'

export const GetGroup = iamOperation<GetGroupRequest, GetGroupResponse>({
  name: 'GetGroup',
  access: (iam, { GroupName }, context) => subjectAccess(iam, 'group', GroupName, context),
  async run({ state }, input, { caller: { accountId } }) {
    const group = await findSubject(state, 'group', accountId, input.GroupName)
    const { items, page } = await pageOfRows(
      (after, limit) => state.list(rows.members(accountId, group.name), after, limit),
      () => true,
      input,
    )
    const users = await Promise.all(items.map(({ user }) => state.read(rows.user(accountId, user))))
    return {
      Group: showGroup(accountId, group),
      Users: users.flatMap((user) =>
        user === undefined ? [] : [showUser(accountId, user, false)],
      ),
      ...page,
    }
  },
})
