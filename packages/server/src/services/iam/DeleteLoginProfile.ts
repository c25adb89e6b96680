import { noSuchEntity } from '../../errors/index.ts'
import type { DeleteLoginProfileRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess, userNameOr } from './subjects.ts'

export const DeleteLoginProfile = iamOperation<DeleteLoginProfileRequest, object>({
  name: 'DeleteLoginProfile',
  access: (iam, { UserName }, context) =>
    subjectAccess(iam, 'user', userNameOr(UserName, context), context),
  run: ({ state }, { UserName }, context) =>
    state.change(async (change) => {
      const { accountId } = context.caller
      const name = userNameOr(UserName, context)
      const { login, ...user } = await findSubject(readerOf(change), 'user', accountId, name)
      if (login === undefined) {
        throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`)
      }
      change.put(rows.user(accountId, user.name), user)
      return nothing
    }),
})
