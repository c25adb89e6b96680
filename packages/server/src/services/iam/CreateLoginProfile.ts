import { entityAlreadyExists, validationError } from '../../errors/index.ts'
import type {
  CreateLoginProfileRequest,
  CreateLoginProfileResponse,
} from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { hashPassword } from './passwords.ts'
import { seconds } from './shown.ts'
import { findSubject, readerOf, subjectAccess, userNameOr } from './subjects.ts'

export const CreateLoginProfile = iamOperation<
  CreateLoginProfileRequest,
  CreateLoginProfileResponse
>({
  name: 'CreateLoginProfile',
  check({ Password }) {
    if (Password === undefined) throw validationError('A password is required.')
  },
  access: (iam, { UserName }, context) =>
    subjectAccess(iam, 'user', userNameOr(UserName, context), context),
  async run({ state, clock, random }, input, context) {
    const { accountId } = context.caller
    const { Password = '', PasswordResetRequired = false } = input
    const password = await hashPassword(Password, random)
    const createdAt = clock.now()
    const name = await state.change(async (change) => {
      const wanted = userNameOr(input.UserName, context)
      const user = await findSubject(readerOf(change), 'user', accountId, wanted)
      if (user.login !== undefined) {
        throw entityAlreadyExists(`Login Profile for user ${user.name} already exists.`)
      }
      const login = { createdAt, resetRequired: PasswordResetRequired, password }
      change.put(rows.user(accountId, user.name), { ...user, login })
      return user.name
    })
    return {
      LoginProfile: {
        UserName: name,
        CreateDate: seconds(createdAt),
        PasswordResetRequired,
      },
    }
  },
})
