import { iamLimitExceeded, noSuchEntity } from '../../errors/index.ts'
import type { Entity, EntityKind } from '../../security/iam/index.ts'
import type { Operation } from '../operation.ts'
import { checkDocument, documentSize, encodeDocument } from './documents.ts'
import { iamOperation, nothing, type Iam } from './iam-operation.ts'
import { pageOf, sortedBy, type PageRequest } from './pages.ts'
import { quotas } from './quotas.ts'
import { findSubject, readerOf, subjectAccess, subjectRef } from './subjects.ts'

/** Operations on the inline policies of users, groups and roles, which differ in whose they are only. */
type Named = Readonly<Record<string, string>>

const titles = { user: 'User', group: 'Group', role: 'Role' } as const

function nameOf(kind: EntityKind, input: object): string {
  return (input as Named)[`${titles[kind]}Name`] ?? ''
}

export function putInlinePolicy<Input extends { PolicyName: string; PolicyDocument: string }>(
  kind: EntityKind,
): Operation<Iam, Input, Input, object> {
  const title = titles[kind]
  const most = quotas[`${title}PolicySize`]
  return iamOperation<Input, object>({
    name: `Put${title}Policy`,
    check: (input) => void checkDocument(input.PolicyDocument, 'identity'),
    access: (iam, input, context) => subjectAccess(iam, kind, nameOf(kind, input), context),
    run: ({ state }, input, { caller: { accountId } }) =>
      state.change(async (change) => {
        const found = await findSubject(readerOf(change), kind, accountId, nameOf(kind, input))
        const inline = { ...found.inline, [input.PolicyName]: input.PolicyDocument }
        const size = Object.values(inline).reduce((sum, text) => sum + documentSize(text), 0)
        if (size > most) {
          throw iamLimitExceeded(
            `Maximum policy size of ${String(most)} bytes exceeded for ${kind} ${found.name}`,
          )
        }
        change.put<Entity>(subjectRef<EntityKind>(kind, accountId, found.name), {
          ...found,
          inline,
        })
        return nothing
      }),
  })
}

export function getInlinePolicy<Input extends { PolicyName: string }>(
  kind: EntityKind,
): Operation<Iam, Input, Input, object> {
  const title = titles[kind]
  return iamOperation<Input, object>({
    name: `Get${title}Policy`,
    access: (iam, input, context) => subjectAccess(iam, kind, nameOf(kind, input), context),
    async run({ state }, input, { caller: { accountId } }) {
      const found = await findSubject(state, kind, accountId, nameOf(kind, input))
      const document = ownDocument(kind, found, input.PolicyName)
      return {
        [`${title}Name`]: found.name,
        PolicyName: input.PolicyName,
        PolicyDocument: encodeDocument(document),
      }
    },
  })
}

export function deleteInlinePolicy<Input extends { PolicyName: string }>(
  kind: EntityKind,
): Operation<Iam, Input, Input, object> {
  return iamOperation<Input, object>({
    name: `Delete${titles[kind]}Policy`,
    access: (iam, input, context) => subjectAccess(iam, kind, nameOf(kind, input), context),
    run: ({ state }, input, { caller: { accountId } }) =>
      state.change(async (change) => {
        const found = await findSubject(readerOf(change), kind, accountId, nameOf(kind, input))
        ownDocument(kind, found, input.PolicyName)
        const { [input.PolicyName]: removed, ...inline } = found.inline
        if (removed === undefined) return nothing
        change.put<Entity>(subjectRef<EntityKind>(kind, accountId, found.name), {
          ...found,
          inline,
        })
        return nothing
      }),
  })
}

export function listInlinePolicies<Input extends PageRequest>(
  kind: EntityKind,
): Operation<Iam, Input, Input, object> {
  return iamOperation<Input, object>({
    name: `List${titles[kind]}Policies`,
    access: (iam, input, context) => subjectAccess(iam, kind, nameOf(kind, input), context),
    async run({ state }, input, { caller: { accountId } }) {
      const found = await findSubject(state, kind, accountId, nameOf(kind, input))
      const same = (name: string): string => name
      const { items, page } = pageOf(sortedBy(Object.keys(found.inline), same), same, input)
      return { PolicyNames: items, ...page }
    },
  })
}

/** The names of inline policies are kept as written, and `__proto__` is not among an object's own. */
function ownDocument(kind: EntityKind, { inline }: Entity, name: string): string {
  const document = Object.hasOwn(inline, name) ? inline[name] : undefined
  if (document === undefined) {
    throw noSuchEntity(`The ${kind} policy with name ${name} cannot be found.`)
  }
  return document
}
