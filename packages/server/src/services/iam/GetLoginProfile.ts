import { noSuchEntity } from '../../errors/index.ts'
import type { GetLoginProfileRequest, GetLoginProfileResponse } from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { seconds } from './shown.ts'
import { findSubject, subjectAccess, userNameOr } from './subjects.ts'

export const GetLoginProfile = iamOperation<GetLoginProfileRequest, GetLoginProfileResponse>({
  name: 'GetLoginProfile',
  access: (iam, { UserName }, context) =>
    subjectAccess(iam, 'user', userNameOr(UserName, context), context),
  async run({ state }, { UserName }, context) {
    const name = userNameOr(UserName, context)
    const user = await findSubject(state, 'user', context.caller.accountId, name)
    if (user.login === undefined) {
      throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`)
    }
    return {
      LoginProfile: {
        UserName: user.name,
        CreateDate: seconds(user.login.createdAt),
        PasswordResetRequired: user.login.resetRequired,
      },
    }
  },
})
