import type { GetUserRequest, GetUserResponse } from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { seconds, showUser } from './shown.ts'
import { findSubject, subjectAccess, userNameOr } from './subjects.ts'

export const GetUser = iamOperation<GetUserRequest, GetUserResponse>({
  name: 'GetUser',
  access: (iam, { UserName }, context) =>
    UserName === undefined && context.caller.principal.kind === 'root'
      ? { resource: context.caller.arn }
      : subjectAccess(iam, 'user', userNameOr(UserName, context), context),
  async run({ state, clock }, { UserName }, context) {
    const { accountId, arn, principal } = context.caller
    if (UserName === undefined && principal.kind === 'root') {
      // The account itself, in the form that AWS gives it.
      return {
        User: {
          Path: '/',
          UserName: 'root',
          UserId: accountId,
          Arn: arn,
          CreateDate: seconds(clock.now()),
        },
      }
    }
    const user = await findSubject(state, 'user', accountId, userNameOr(UserName, context))
    return { User: showUser(accountId, user, true) }
  },
})
