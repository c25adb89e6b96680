import { entityAlreadyExists } from '../../errors/index.ts'
import type { UpdateUserRequest } from '../../generated/iam/index.ts'
import { rows, userArn, type Change, type User } from '../../security/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess } from './subjects.ts'

/** Renames a user or changes the path. The unique id, the keys and the groups stay. */
export const UpdateUser = iamOperation<UpdateUserRequest, object>({
  name: 'UpdateUser',
  access: async (iam, { UserName, NewPath, NewUserName }, context) => {
    const { accountId } = context.caller
    const user = await iam.state.read(rows.user(accountId, UserName))
    const path = NewPath ?? user?.path ?? '/'
    const name = NewUserName ?? user?.name ?? UserName
    return [
      await subjectAccess(iam, 'user', UserName, context),
      { resource: userArn(accountId, { path, name }) },
    ]
  },
  run: ({ state }, { UserName, NewPath, NewUserName }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const user = await findSubject(readerOf(change), 'user', accountId, UserName)
      const renamed = { ...user, path: NewPath ?? user.path, name: NewUserName ?? user.name }
      const [from, to] = [rows.user(accountId, user.name), rows.user(accountId, renamed.name)]
      if (!from.key.equals(to.key)) {
        if ((await change.get(to)) !== undefined) {
          throw entityAlreadyExists(`User with name ${renamed.name} already exists.`)
        }
        change.delete(from)
        await moveReferences(change, accountId, user, renamed.name)
      }
      change.put(to, renamed)
      return nothing
    }),
})

/** Rows that name the user: who is in a group, what is attached to whom, whose keys and devices these are. */
async function moveReferences(
  change: Change,
  account: string,
  user: User,
  name: string,
): Promise<void> {
  for (const group of user.groups) {
    change.delete(rows.member(account, group, user.name))
    change.put(rows.member(account, group, name), { user: name })
  }
  const uses = [
    ...user.attached.map((arn) => ({ arn, use: 'policy' as const })),
    ...(user.boundary === undefined ? [] : [{ arn: user.boundary, use: 'boundary' as const }]),
  ]
  for (const { arn, use } of uses) {
    change.delete(rows.attachment(account, arn, use, 'user', user.name))
    const attachment = { kind: 'user' as const, use, name, id: user.id }
    change.put(rows.attachment(account, arn, use, 'user', name), attachment)
  }
  for (const { id } of user.accessKeys) {
    const key = await change.get(rows.accessKey(id))
    if (key !== undefined) change.put(rows.accessKey(id), { ...key, user: { name, id: user.id } })
  }
  for (const serial of user.mfa) {
    const device = await change.get(rows.mfa(account, serial))
    if (device !== undefined) change.put(rows.mfa(account, serial), { ...device, user: name })
  }
}
