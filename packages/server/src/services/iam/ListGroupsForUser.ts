import type {
  ListGroupsForUserRequest,
  ListGroupsForUserResponse,
} from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { pageOf, sortedBy } from './pages.ts'
import { showGroup } from './shown.ts'
import { findSubject, subjectAccess } from './subjects.ts'

export const ListGroupsForUser = iamOperation<ListGroupsForUserRequest, ListGroupsForUserResponse>({
  name: 'ListGroupsForUser',
  access: (iam, { UserName }, context) => subjectAccess(iam, 'user', UserName, context),
  async run({ state }, input, { caller: { accountId } }) {
    const user = await findSubject(state, 'user', accountId, input.UserName)
    const same = (name: string): string => name
    const { items, page } = pageOf(sortedBy(user.groups, same), same, input)
    const groups = await Promise.all(
      items.map((name) => findSubject(state, 'group', accountId, name)),
    )
    return { Groups: groups.map((group) => showGroup(accountId, group)), ...page }
  },
})
