import { entityAlreadyExists } from '../../errors/index.ts'
import type { CreateRoleRequest, CreateRoleResponse } from '../../generated/iam/index.ts'
import { mintId, roleArn, rows, type Role } from '../../security/iam/index.ts'
import { changeBoundary } from './attachments.ts'
import { count } from './counters.ts'
import { checkDocument } from './documents.ts'
import { iamOperation } from './iam-operation.ts'
import { keepQuota } from './quotas.ts'
import { showRole } from './shown.ts'
import { readerOf } from './subjects.ts'
import { checkTags, requestTags } from './tags.ts'
import { readTrust } from './trust.ts'

const standardSessionSeconds = 3600

export const CreateRole = iamOperation<CreateRoleRequest, CreateRoleResponse>({
  name: 'CreateRole',
  check: ({ Tags, AssumeRolePolicyDocument }) => {
    checkTags(Tags)
    checkDocument(AssumeRolePolicyDocument, 'trust')
  },
  access: (_iam, { RoleName, Path = '/', PermissionsBoundary, Tags }, { caller }) => ({
    resource: roleArn(caller.accountId, { path: Path, name: RoleName }),
    conditions: {
      ...requestTags(Tags),
      ...(PermissionsBoundary === undefined
        ? {}
        : { 'iam:PermissionsBoundary': PermissionsBoundary }),
    },
  }),
  async run({ state, clock, random }, input, { caller: { accountId } }) {
    const { RoleName: name, Path = '/', Description, MaxSessionDuration, Tags } = input
    const role = await state.change(async (change) => {
      const ref = rows.role(accountId, name)
      if ((await change.get(ref)) !== undefined) {
        throw entityAlreadyExists(`Role with name ${name} already exists.`)
      }
      keepQuota('RolesPerAccount', await count(change, accountId, 'roles', 1))
      const plain: Role = {
        name,
        path: Path,
        id: mintId('AROA', random),
        createdAt: clock.now(),
        inline: {},
        attached: [],
        tags: checkTags(Tags),
        trust: input.AssumeRolePolicyDocument,
        trusted: await readTrust(readerOf(change), input.AssumeRolePolicyDocument),
        maxSessionSeconds: MaxSessionDuration ?? standardSessionSeconds,
        ...(Description === undefined ? {} : { description: Description }),
      }
      const made = await changeBoundary(change, accountId, 'role', plain, input.PermissionsBoundary)
      change.put(ref, made)
      return made
    })
    return { Role: showRole(accountId, role, true) }
  },
})
