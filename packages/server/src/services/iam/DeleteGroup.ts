import { deleteConflict } from '../../errors/index.ts'
import type { DeleteGroupRequest } from '../../generated/iam/index.ts'
import { rows } from '../../security/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'

export const DeleteGroup = iamOperation<DeleteGroupRequest, object>({
  name: 'DeleteGroup',
  access: (iam, { GroupName }, context) => subjectAccess(iam, 'group', GroupName, context),
  run: ({ state }, { GroupName }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const group = await findSubject(readerOf(change), 'group', accountId, GroupName)
      // Whoever joins writes the group's row too, so nobody can join between this look and the commit.
      const members = await state.list(rows.members(accountId, group.name), undefined, 1)
      const bound = members.length + group.attached.length + Object.keys(group.inline).length
      if (bound > 0) {
        throw deleteConflict('Cannot delete entity, must remove referenced objects first.')
      }
      await count(change, accountId, 'groups', -1)
      change.delete(rows.group(accountId, group.name))
      return nothing
    }),
})
