import { noSuchEntity } from '../../errors/index.ts'
import type { DeleteAccessKeyRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess, userNameOr } from './subjects.ts'

export const DeleteAccessKey = iamOperation<DeleteAccessKeyRequest, object>({
  name: 'DeleteAccessKey',
  access: (iam, { UserName }, context) =>
    subjectAccess(iam, 'user', userNameOr(UserName, context), context),
  run({ state }, { UserName, AccessKeyId }, context) {
    const { accountId } = context.caller
    return state.change(async (change) => {
      const name = userNameOr(UserName, context)
      const user = await findSubject(readerOf(change), 'user', accountId, name)
      const accessKeys = user.accessKeys.filter(({ id }) => id !== AccessKeyId)
      if (accessKeys.length === user.accessKeys.length) {
        throw noSuchEntity(`The Access Key with id ${AccessKeyId} cannot be found.`)
      }
      change.put(rows.user(accountId, user.name), { ...user, accessKeys })
      change.delete(rows.accessKey(AccessKeyId))
      change.delete(rows.lastUse(AccessKeyId))
      return nothing
    })
  },
})
