import type {
  ListPolicyVersionsRequest,
  ListPolicyVersionsResponse,
} from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { pageOf, sortedBy } from './pages.ts'
import { seconds } from './shown.ts'
import { findPolicy, policyAccess } from './subjects.ts'

/** The youngest first. */
function rank({ id }: { readonly id: string }): string {
  return String(1_000_000 - Number(id.slice(1))).padStart(7, '0')
}

export const ListPolicyVersions = iamOperation<
  ListPolicyVersionsRequest,
  ListPolicyVersionsResponse
>({
  name: 'ListPolicyVersions',
  access: (iam, { PolicyArn }) => policyAccess(iam, PolicyArn),
  async run({ state }, input, { caller: { accountId } }) {
    const policy = await findPolicy(state, input.PolicyArn, accountId)
    const { items, page } = pageOf(sortedBy(policy.versions, rank), rank, input)
    return {
      Versions: items.map(({ id, createdAt }) => ({
        VersionId: id,
        IsDefaultVersion: id === policy.defaultVersion,
        CreateDate: seconds(createdAt),
      })),
      ...page,
    }
  },
})
