import { noSuchEntity, validationError } from '../../errors/index.ts'
import type { UpdateAccessKeyRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess, userNameOr } from './subjects.ts'

export const UpdateAccessKey = iamOperation<UpdateAccessKeyRequest, object>({
  name: 'UpdateAccessKey',
  check({ Status }) {
    if (Status === 'Expired') {
      throw validationError(
        "1 validation error detected: Value at 'status' failed to satisfy constraint: Member must satisfy enum value set",
      )
    }
  },
  access: (iam, { UserName }, context) =>
    subjectAccess(iam, 'user', userNameOr(UserName, context), context),
  run({ state }, { UserName, AccessKeyId, Status }, context) {
    const { accountId } = context.caller
    const active = Status === 'Active'
    return state.change(async (change) => {
      const name = userNameOr(UserName, context)
      const user = await findSubject(readerOf(change), 'user', accountId, name)
      const key = await change.get(rows.accessKey(AccessKeyId))
      if (key === undefined || !user.accessKeys.some(({ id }) => id === AccessKeyId)) {
        throw noSuchEntity(`The Access Key with id ${AccessKeyId} cannot be found.`)
      }
      const accessKeys = user.accessKeys.map((one) =>
        one.id === AccessKeyId ? { ...one, active } : one,
      )
      change.put(rows.user(accountId, user.name), { ...user, accessKeys })
      change.put(rows.accessKey(AccessKeyId), { ...key, active })
      return nothing
    })
  },
})
