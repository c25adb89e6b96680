import { noSuchEntity } from '../../errors/index.ts'
import type { Operation } from '../operation.ts'
import { changeBoundary } from './attachments.ts'
import { iamOperation, nothing, type Iam } from './iam-operation.ts'
import { findSubject, readerOf, subjectAccess, subjectRef } from './subjects.ts'

/** Operations on the permissions boundaries of users and roles. */
type Kind = 'user' | 'role'
const titles = { user: 'User', role: 'Role' } as const

function nameOf(kind: Kind, input: object): string {
  return (input as Readonly<Record<string, string>>)[`${titles[kind]}Name`] ?? ''
}

export function putBoundary<Input extends { PermissionsBoundary: string }>(
  kind: Kind,
): Operation<Iam, Input, Input, object> {
  return iamOperation<Input, object>({
    name: `Put${titles[kind]}PermissionsBoundary`,
    access: (iam, input, context) =>
      subjectAccess(iam, kind, nameOf(kind, input), context, {
        'iam:PermissionsBoundary': input.PermissionsBoundary,
      }),
    run: ({ state }, input, { caller: { accountId } }) =>
      state.change(async (change) => {
        const found = await findSubject(readerOf(change), kind, accountId, nameOf(kind, input))
        const { PermissionsBoundary: arn } = input
        const bounded = await changeBoundary(change, accountId, kind, found, arn)
        change.put(subjectRef(kind, accountId, found.name), bounded)
        return nothing
      }),
  })
}

export function deleteBoundary<Input extends object>(
  kind: Kind,
): Operation<Iam, Input, Input, object> {
  return iamOperation<Input, object>({
    name: `Delete${titles[kind]}PermissionsBoundary`,
    access: (iam, input, context) => subjectAccess(iam, kind, nameOf(kind, input), context),
    run: ({ state }, input, { caller: { accountId } }) =>
      state.change(async (change) => {
        const found = await findSubject(readerOf(change), kind, accountId, nameOf(kind, input))
        if (found.boundary === undefined) {
          throw noSuchEntity(`No permissions boundary is attached to ${kind} ${found.name}.`)
        }
        const free = await changeBoundary(change, accountId, kind, found, undefined)
        change.put(subjectRef(kind, accountId, found.name), free)
        return nothing
      }),
  })
}
