import type { ListAccessKeysRequest, ListAccessKeysResponse } from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { pageOf, sortedBy } from './pages.ts'
import { seconds } from './shown.ts'
import { findSubject, subjectAccess, userNameOr } from './subjects.ts'

export const ListAccessKeys = iamOperation<ListAccessKeysRequest, ListAccessKeysResponse>({
  name: 'ListAccessKeys',
  access: (iam, { UserName }, context) =>
    subjectAccess(iam, 'user', userNameOr(UserName, context), context),
  async run({ state }, input, context) {
    const { accountId } = context.caller
    const name = userNameOr(input.UserName, context)
    const user = await findSubject(state, 'user', accountId, name)
    const key = (one: { id: string }): string => one.id
    const { items, page } = pageOf(sortedBy(user.accessKeys, key), key, input)
    return {
      AccessKeyMetadata: items.map(({ id, active, createdAt }) => ({
        UserName: user.name,
        AccessKeyId: id,
        Status: active ? 'Active' : 'Inactive',
        CreateDate: seconds(createdAt),
      })),
      ...page,
    }
  },
})
