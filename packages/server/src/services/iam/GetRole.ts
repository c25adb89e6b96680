import type { GetRoleRequest, GetRoleResponse } from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { roleLastUsed } from './last-used.ts'
import { showRole } from './shown.ts'
import { findSubject, subjectAccess } from './subjects.ts'

export const GetRole = iamOperation<GetRoleRequest, GetRoleResponse>({
  name: 'GetRole',
  access: (iam, { RoleName }, context) => subjectAccess(iam, 'role', RoleName, context),
  async run({ state }, { RoleName }, { caller: { accountId } }) {
    const role = await findSubject(state, 'role', accountId, RoleName)
    const lastUsed = await roleLastUsed(state, accountId, role)
    return { Role: { ...showRole(accountId, role, true), RoleLastUsed: lastUsed } }
  },
})
