import type {
  ListEntitiesForPolicyRequest,
  ListEntitiesForPolicyResponse,
} from '../../generated/iam/index.ts'
import { rows, type Attachment } from '../../security/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { pageOf, sortedBy } from './pages.ts'
import { findPolicy, policyAccess, subjectRef } from './subjects.ts'

const filters: Readonly<Record<string, string>> = { User: 'user', Group: 'group', Role: 'role' }

export const ListEntitiesForPolicy = iamOperation<
  ListEntitiesForPolicyRequest,
  ListEntitiesForPolicyResponse
>({
  name: 'ListEntitiesForPolicy',
  access: (iam, { PolicyArn }) => policyAccess(iam, PolicyArn),
  async run({ state }, input, { caller: { accountId } }) {
    await findPolicy(state, input.PolicyArn, accountId)
    const { EntityFilter, PolicyUsageFilter, PathPrefix = '/' } = input
    const use = PolicyUsageFilter === 'PermissionsBoundary' ? 'boundary' : 'policy'
    const wanted = (await state.all(rows.attachments(accountId, input.PolicyArn))).filter(
      (one) =>
        (PolicyUsageFilter === undefined || one.use === use) &&
        (EntityFilter === undefined || filters[EntityFilter] === one.kind),
    )
    const paths = await Promise.all(
      wanted.map(async ({ kind, name }) => {
        const subject = await state.read(subjectRef(kind, accountId, name))
        return subject?.path ?? ''
      }),
    )
    const placed = wanted.filter((_one, index) => paths[index]?.startsWith(PathPrefix))
    const name = (one: Attachment): string => `${one.kind} ${one.name.toLowerCase()} ${one.use}`
    const { items, page } = pageOf(sortedBy(placed, name), name, input)
    const of = (kind: string): Attachment[] => items.filter((one) => one.kind === kind)
    return {
      PolicyUsers: of('user').map((one) => ({ UserName: one.name, UserId: one.id })),
      PolicyGroups: of('group').map((one) => ({ GroupName: one.name, GroupId: one.id })),
      PolicyRoles: of('role').map((one) => ({ RoleName: one.name, RoleId: one.id })),
      ...page,
    }
  },
})
