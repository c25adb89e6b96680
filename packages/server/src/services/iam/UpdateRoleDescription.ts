import type {
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse,
} from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { showRole } from './shown.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'

export const UpdateRoleDescription = iamOperation<
  UpdateRoleDescriptionRequest,
  UpdateRoleDescriptionResponse
>({
  name: 'UpdateRoleDescription',
  access: (iam, { RoleName }, context) => subjectAccess(iam, 'role', RoleName, context),
  async run({ state }, { RoleName, Description }, { caller: { accountId } }) {
    const role = await state.change(async (change) => {
      const found = await findSubject(readerOf(change), 'role', accountId, RoleName)
      const described = { ...found, description: Description }
      change.put(rows.role(accountId, found.name), described)
      return described
    })
    return { Role: showRole(accountId, role, true) }
  },
})
