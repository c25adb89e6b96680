import type { UpdateAssumeRolePolicyRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { checkDocument } from './documents.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'
import { readTrust } from './trust.ts'

export const UpdateAssumeRolePolicy = iamOperation<UpdateAssumeRolePolicyRequest, object>({
  name: 'UpdateAssumeRolePolicy',
  check: ({ PolicyDocument }) => void checkDocument(PolicyDocument, 'trust'),
  access: (iam, { RoleName }, context) => subjectAccess(iam, 'role', RoleName, context),
  run: ({ state }, { RoleName, PolicyDocument }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const role = await findSubject(readerOf(change), 'role', accountId, RoleName)
      const trusted = await readTrust(readerOf(change), PolicyDocument)
      change.put(rows.role(accountId, role.name), { ...role, trust: PolicyDocument, trusted })
      return nothing
    }),
})
