import type { UpdateRoleRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'

export const UpdateRole = iamOperation<UpdateRoleRequest, object>({
  name: 'UpdateRole',
  access: (iam, { RoleName }, context) => subjectAccess(iam, 'role', RoleName, context),
  run: ({ state }, { RoleName, Description, MaxSessionDuration }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const role = await findSubject(readerOf(change), 'role', accountId, RoleName)
      change.put(rows.role(accountId, role.name), {
        ...role,
        maxSessionSeconds: MaxSessionDuration ?? role.maxSessionSeconds,
        ...(Description === undefined ? {} : { description: Description }),
      })
      return nothing
    }),
})
