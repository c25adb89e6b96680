import { entityAlreadyExists } from '../../errors/index.ts'
import type { CreateGroupRequest, CreateGroupResponse } from '../../generated/iam/index.ts'
import { groupArn, mintId, rows, type Group } from '../../security/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation } from './iam-operation.ts'
import { keepQuota } from './quotas.ts'
import { showGroup } from './shown.ts'

export const CreateGroup = iamOperation<CreateGroupRequest, CreateGroupResponse>({
  name: 'CreateGroup',
  access: (_iam, { GroupName, Path = '/' }, { caller }) => ({
    resource: groupArn(caller.accountId, { path: Path, name: GroupName }),
  }),
  async run({ state, clock, random }, { GroupName, Path = '/' }, { caller: { accountId } }) {
    const group = await state.change(async (change) => {
      const ref = rows.group(accountId, GroupName)
      if ((await change.get(ref)) !== undefined) {
        throw entityAlreadyExists(`Group with name ${GroupName} already exists.`)
      }
      keepQuota('GroupsPerAccount', await count(change, accountId, 'groups', 1))
      const made: Group = {
        name: GroupName,
        path: Path,
        id: mintId('AGPA', random),
        createdAt: clock.now(),
        inline: {},
        attached: [],
      }
      change.put(ref, made)
      return made
    })
    return { Group: showGroup(accountId, group) }
  },
})
