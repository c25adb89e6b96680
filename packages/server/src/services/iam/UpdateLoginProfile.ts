import { noSuchEntity } from '../../errors/index.ts'
import type { UpdateLoginProfileRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { hashPassword } from './passwords.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'

export const UpdateLoginProfile = iamOperation<UpdateLoginProfileRequest, object>({
  name: 'UpdateLoginProfile',
  access: (iam, { UserName }, context) => subjectAccess(iam, 'user', UserName, context),
  async run({ state, random }, input, { caller: { accountId } }) {
    const { Password, PasswordResetRequired } = input
    const password = Password === undefined ? undefined : await hashPassword(Password, random)
    return state.change(async (change) => {
      const user = await findSubject(readerOf(change), 'user', accountId, input.UserName)
      if (user.login === undefined) {
        throw noSuchEntity(`Login Profile for User ${user.name} cannot be found.`)
      }
      const login = {
        ...user.login,
        resetRequired: PasswordResetRequired ?? user.login.resetRequired,
        password: password ?? user.login.password,
      }
      change.put(rows.user(accountId, user.name), { ...user, login })
      return nothing
    })
  },
})
