import { entityAlreadyExists } from '../../errors/index.ts'
import type { UpdateGroupRequest } from '../../generated/iam/index.ts'
import { groupArn, rows, type Change, type Group } from '../../security/iam/index.ts'
import { iamOperation, nothing, type Iam } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'

/** Renames a group or changes its path. The unique id, the members and the policies stay. */
export const UpdateGroup = iamOperation<UpdateGroupRequest, object>({
  name: 'UpdateGroup',
  access: async (iam, { GroupName, NewPath, NewGroupName }, context) => {
    const { accountId } = context.caller
    const group = await iam.state.read(rows.group(accountId, GroupName))
    const path = NewPath ?? group?.path ?? '/'
    const name = NewGroupName ?? group?.name ?? GroupName
    return [
      await subjectAccess(iam, 'group', GroupName, context),
      { resource: groupArn(accountId, { path, name }) },
    ]
  },
  run: ({ state }, { GroupName, NewPath, NewGroupName }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const group = await findSubject(readerOf(change), 'group', accountId, GroupName)
      const renamed = { ...group, path: NewPath ?? group.path, name: NewGroupName ?? group.name }
      const [from, to] = [rows.group(accountId, group.name), rows.group(accountId, renamed.name)]
      if (!from.key.equals(to.key)) {
        if ((await change.get(to)) !== undefined) {
          throw entityAlreadyExists(`Group with name ${renamed.name} already exists.`)
        }
        change.delete(from)
        await moveReferences(state, change, accountId, group, renamed.name)
      }
      change.put(to, renamed)
      return nothing
    }),
})

async function moveReferences(
  state: Iam['state'],
  change: Change,
  account: string,
  group: Group,
  name: string,
): Promise<void> {
  for (const { user: member } of await state.all(rows.members(account, group.name))) {
    const user = await findSubject(readerOf(change), 'user', account, member)
    const groups = user.groups.map((one) =>
      one.toLowerCase() === group.name.toLowerCase() ? name : one,
    )
    change.put(rows.user(account, member), { ...user, groups })
    change.delete(rows.member(account, group.name, member))
    change.put(rows.member(account, name, member), { user: member })
  }
  for (const arn of group.attached) {
    change.delete(rows.attachment(account, arn, 'policy', 'group', group.name))
    const attachment = { kind: 'group' as const, use: 'policy' as const, name, id: group.id }
    change.put(rows.attachment(account, arn, 'policy', 'group', name), attachment)
  }
}
