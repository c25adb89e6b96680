import { deleteConflict } from '../../errors/index.ts'
import type { DeleteRoleRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { changeBoundary } from './attachments.ts'
import { count } from './counters.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'

export const DeleteRole = iamOperation<DeleteRoleRequest, object>({
  name: 'DeleteRole',
  access: (iam, { RoleName }, context) => subjectAccess(iam, 'role', RoleName, context),
  run: ({ state }, { RoleName }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const role = await findSubject(readerOf(change), 'role', accountId, RoleName)
      if (role.attached.length + Object.keys(role.inline).length > 0) {
        throw deleteConflict('Cannot delete entity, must remove referenced objects first.')
      }
      await changeBoundary(change, accountId, 'role', role, undefined)
      await count(change, accountId, 'roles', -1)
      change.delete(rows.role(accountId, role.name))
      return nothing
    }),
})
