import { noSuchEntity, validationError } from '../../errors/index.ts'
import { readIamArn, type Entity, type EntityKind } from '../../security/iam/index.ts'
import type { Operation } from '../operation.ts'
import { forgetAttachment, noteAttachment } from './attachments.ts'
import { iamOperation, nothing, type Iam } from './iam-operation.ts'
import { pageOf, sortedBy, type PageRequest } from './pages.ts'
import { keepQuota } from './quotas.ts'
import { showAttached } from './shown.ts'
import { findSubject, isOfAws, readerOf, subjectAccess, subjectRef } from './subjects.ts'

/** Operations on the managed policies of users, groups and roles, which differ in whose they are only. */
const titles = { user: 'User', group: 'Group', role: 'Role' } as const

function nameOf(kind: EntityKind, input: object): string {
  return (input as Readonly<Record<string, string>>)[`${titles[kind]}Name`] ?? ''
}

export function attachPolicy<Input extends { PolicyArn: string }>(
  kind: EntityKind,
): Operation<Iam, Input, Input, object> {
  const title = titles[kind]
  return iamOperation<Input, object>({
    name: `Attach${title}Policy`,
    check: ({ PolicyArn }) => {
      checkArn(PolicyArn)
    },
    access: (iam, input, context) =>
      subjectAccess(iam, kind, nameOf(kind, input), context, { 'iam:PolicyARN': input.PolicyArn }),
    run: ({ state }, input, { caller: { accountId } }) =>
      state.change(async (change) => {
        const found = await findSubject(readerOf(change), kind, accountId, nameOf(kind, input))
        const arn = input.PolicyArn
        if (found.attached.includes(arn)) return nothing
        if (readIamArn(arn)?.account === 'aws' && !isOfAws(arn)) {
          throw noSuchEntity(`Policy ${arn} does not exist or is not attachable.`)
        }
        const attached = [...found.attached, arn]
        keepQuota(`PoliciesPer${title}`, attached.length)
        await noteAttachment(change, accountId, arn, 'policy', kind, found)
        change.put<Entity>(subjectRef<EntityKind>(kind, accountId, found.name), {
          ...found,
          attached,
        })
        return nothing
      }),
  })
}

export function detachPolicy<Input extends { PolicyArn: string }>(
  kind: EntityKind,
): Operation<Iam, Input, Input, object> {
  return iamOperation<Input, object>({
    name: `Detach${titles[kind]}Policy`,
    check: ({ PolicyArn }) => {
      checkArn(PolicyArn)
    },
    access: (iam, input, context) =>
      subjectAccess(iam, kind, nameOf(kind, input), context, { 'iam:PolicyARN': input.PolicyArn }),
    run: ({ state }, input, { caller: { accountId } }) =>
      state.change(async (change) => {
        const found = await findSubject(readerOf(change), kind, accountId, nameOf(kind, input))
        const arn = input.PolicyArn
        if (!found.attached.includes(arn)) throw noSuchEntity(`Policy ${arn} was not found.`)
        await forgetAttachment(change, accountId, arn, 'policy', kind, found)
        change.put<Entity>(subjectRef<EntityKind>(kind, accountId, found.name), {
          ...found,
          attached: found.attached.filter((one) => one !== arn),
        })
        return nothing
      }),
  })
}

export function listAttachedPolicies<
  Input extends PageRequest & { PathPrefix?: string | undefined },
>(kind: EntityKind): Operation<Iam, Input, Input, object> {
  return iamOperation<Input, object>({
    name: `ListAttached${titles[kind]}Policies`,
    access: (iam, input, context) => subjectAccess(iam, kind, nameOf(kind, input), context),
    async run({ state }, input, { caller: { accountId } }) {
      const found = await findSubject(state, kind, accountId, nameOf(kind, input))
      const same = (arn: string): string => arn
      const { PathPrefix = '/' } = input
      const wanted = found.attached.filter((arn) => readIamArn(arn)?.path.startsWith(PathPrefix))
      const { items, page } = pageOf(sortedBy(wanted, same), same, input)
      return { AttachedPolicies: showAttached(items), ...page }
    },
  })
}

function checkArn(arn: string): void {
  if (readIamArn(arn)?.kind !== 'policy') {
    throw validationError('Invalid ARN:  Could not be parsed!')
  }
}
