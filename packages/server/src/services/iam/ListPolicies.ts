import type { ListPoliciesRequest, ListPoliciesResponse } from '../../generated/iam/index.ts'
import { awsManaged, rows } from '../../security/iam/index.ts'
import { countAttachments } from './attachment-list.ts'
import { iamOperation } from './iam-operation.ts'
import { pageOf, sortedBy } from './pages.ts'
import { showPolicy } from './shown.ts'

/** Policies of the account are at most a few thousand, by quota. */
export const ListPolicies = iamOperation<ListPoliciesRequest, ListPoliciesResponse>({
  name: 'ListPolicies',
  access: (_iam, { PathPrefix = '/' }, { caller }) => ({
    resource: `arn:aws:iam::${caller.accountId}:policy${PathPrefix}`,
  }),
  async run({ state }, input, { caller: { accountId } }) {
    const { Scope = 'All', OnlyAttached, PathPrefix = '/', PolicyUsageFilter } = input
    const own = Scope === 'AWS' ? [] : await state.all(rows.policies(accountId))
    const ofAws =
      Scope === 'Local'
        ? []
        : await Promise.all(
            [...awsManaged].map(async ([arn, policy]) => ({
              ...policy,
              ...(await countAttachments(state, accountId, arn)),
            })),
          )
    const all = [
      ...own.map((policy) => ({ owner: accountId, policy })),
      ...ofAws.map((policy) => ({ owner: 'aws', policy })),
    ].filter(({ policy: { path, attachments, boundaries } }) => {
      const uses =
        PolicyUsageFilter === undefined
          ? attachments + boundaries
          : PolicyUsageFilter === 'PermissionsPolicy'
            ? attachments
            : boundaries
      const used = (OnlyAttached !== true && PolicyUsageFilter === undefined) || uses > 0
      return path.startsWith(PathPrefix) && used
    })
    const name = ({ owner, policy }: (typeof all)[number]): string =>
      `${policy.name.toLowerCase()} ${owner}`
    const { items, page } = pageOf(sortedBy(all, name), name, input)
    return {
      Policies: items.map(({ owner, policy }) => showPolicy(owner, policy, false)),
      ...page,
    }
  },
})
