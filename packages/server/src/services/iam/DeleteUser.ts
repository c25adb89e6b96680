import { deleteConflict } from '../../errors/index.ts'
import type { DeleteUserRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { changeBoundary } from './attachments.ts'
import { count } from './counters.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'

export const DeleteUser = iamOperation<DeleteUserRequest, object>({
  name: 'DeleteUser',
  access: (iam, { UserName }, context) => subjectAccess(iam, 'user', UserName, context),
  run: ({ state }, { UserName }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const user = await findSubject(readerOf(change), 'user', accountId, UserName)
      const bound =
        user.accessKeys.length +
        user.attached.length +
        user.groups.length +
        user.mfa.length +
        Object.keys(user.inline).length
      if (bound > 0 || user.login !== undefined) {
        throw deleteConflict('Cannot delete entity, must remove referenced objects first.')
      }
      await changeBoundary(change, accountId, 'user', user, undefined)
      await count(change, accountId, 'users', -1)
      change.delete(rows.user(accountId, user.name))
      return nothing
    }),
})
