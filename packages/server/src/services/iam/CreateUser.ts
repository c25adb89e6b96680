import { entityAlreadyExists } from '../../errors/index.ts'
import type { CreateUserRequest, CreateUserResponse } from '../../generated/iam/index.ts'
import { mintId, rows, userArn, type User } from '../../security/iam/index.ts'
import { changeBoundary } from './attachments.ts'
import { count } from './counters.ts'
import { iamOperation } from './iam-operation.ts'
import { keepQuota } from './quotas.ts'
import { showUser } from './shown.ts'
import { checkTags, requestTags } from './tags.ts'

export const CreateUser = iamOperation<CreateUserRequest, CreateUserResponse>({
  name: 'CreateUser',
  check: ({ Tags }) => void checkTags(Tags),
  access: (_iam, { UserName, Path = '/', PermissionsBoundary, Tags }, { caller }) => ({
    resource: userArn(caller.accountId, { path: Path, name: UserName }),
    conditions: {
      ...requestTags(Tags),
      ...(PermissionsBoundary === undefined
        ? {}
        : { 'iam:PermissionsBoundary': PermissionsBoundary }),
    },
  }),
  async run({ state, clock, random }, input, { caller: { accountId } }) {
    const { UserName: name, Path = '/', PermissionsBoundary, Tags } = input
    const user = await state.change(async (change) => {
      const ref = rows.user(accountId, name)
      if ((await change.get(ref)) !== undefined) {
        throw entityAlreadyExists(`User with name ${name} already exists.`)
      }
      keepQuota('UsersPerAccount', await count(change, accountId, 'users', 1))
      const plain: User = {
        name,
        path: Path,
        id: mintId('AIDA', random),
        createdAt: clock.now(),
        inline: {},
        attached: [],
        tags: checkTags(Tags),
        groups: [],
        accessKeys: [],
        mfa: [],
      }
      const made = await changeBoundary(change, accountId, 'user', plain, PermissionsBoundary)
      change.put(ref, made)
      return made
    })
    return { User: showUser(accountId, user, true) }
  },
})
