import type { Tag } from '../../security/iam/index.ts'
import type { Operation } from '../operation.ts'
import { iamOperation, nothing, type Iam } from './iam-operation.ts'
import { pageOf, sortedBy, type PageRequest } from './pages.ts'
import { findSubject, readerOf, subjectAccess, subjectRef } from './subjects.ts'
import { mergeTags, requestTags, withoutTags } from './tags.ts'

/** Operations on the tags of users and roles. */
type Kind = 'user' | 'role'
const titles = { user: 'User', role: 'Role' } as const

function nameOf(kind: Kind, input: object): string {
  return (input as Readonly<Record<string, string>>)[`${titles[kind]}Name`] ?? ''
}

export function tagEntity<Input extends { Tags: Tag[] }>(
  kind: Kind,
): Operation<Iam, Input, Input, object> {
  return iamOperation<Input, object>({
    name: `Tag${titles[kind]}`,
    access: (iam, input, context) =>
      subjectAccess(iam, kind, nameOf(kind, input), context, requestTags(input.Tags)),
    run: ({ state }, input, { caller: { accountId } }) =>
      state.change(async (change) => {
        const found = await findSubject(readerOf(change), kind, accountId, nameOf(kind, input))
        const tags = mergeTags(found.tags, input.Tags)
        change.put(subjectRef(kind, accountId, found.name), { ...found, tags })
        return nothing
      }),
  })
}

export function untagEntity<Input extends { TagKeys: string[] }>(
  kind: Kind,
): Operation<Iam, Input, Input, object> {
  return iamOperation<Input, object>({
    name: `Untag${titles[kind]}`,
    access: (iam, input, context) =>
      subjectAccess(iam, kind, nameOf(kind, input), context, { 'aws:TagKeys': input.TagKeys }),
    run: ({ state }, input, { caller: { accountId } }) =>
      state.change(async (change) => {
        const found = await findSubject(readerOf(change), kind, accountId, nameOf(kind, input))
        const tags = withoutTags(found.tags, input.TagKeys)
        change.put(subjectRef(kind, accountId, found.name), { ...found, tags })
        return nothing
      }),
  })
}

export function listEntityTags<Input extends PageRequest>(
  kind: Kind,
): Operation<Iam, Input, Input, object> {
  return iamOperation<Input, object>({
    name: `List${titles[kind]}Tags`,
    access: (iam, input, context) => subjectAccess(iam, kind, nameOf(kind, input), context),
    async run({ state }, input, { caller: { accountId } }) {
      const found = await findSubject(state, kind, accountId, nameOf(kind, input))
      const key = ({ Key }: Tag): string => Key
      const { items, page } = pageOf(sortedBy(found.tags, key), key, input)
      return { Tags: items, ...page }
    },
  })
}
