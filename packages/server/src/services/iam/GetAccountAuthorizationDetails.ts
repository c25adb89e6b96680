import type {
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse,
  GroupDetail,
  ManagedPolicyDetail,
  RoleDetail,
  UserDetail,
} from '../../generated/iam/index.ts'
import { awsManaged, rows, type Entity, type ManagedPolicy } from '../../security/iam/index.ts'
import { countAttachments } from './attachment-list.ts'
import { encodeDocument } from './documents.ts'
import { iamOperation, type Iam } from './iam-operation.ts'
import { roleLastUsed } from './last-used.ts'
import { pageOf } from './pages.ts'
import { seconds, showAttached, showGroup, showPolicy, showRole, showUser } from './shown.ts'

type Shown =
  | { readonly kind: 'User'; readonly detail: UserDetail }
  | { readonly kind: 'Group'; readonly detail: GroupDetail }
  | { readonly kind: 'Role'; readonly detail: RoleDetail }
  | {
      readonly kind: 'LocalManagedPolicy' | 'AWSManagedPolicy'
      readonly detail: ManagedPolicyDetail
    }

interface Part {
  readonly name: string
  readonly kind: Shown['kind']
  /** For those on the page alone: to show a role is to look up when it was used. */
  show(): Shown | Promise<Shown>
}

/** Everything at once, for those who review an account; by kind, then by name, in pages. */
export const GetAccountAuthorizationDetails = iamOperation<
  GetAccountAuthorizationDetailsRequest,
  GetAccountAuthorizationDetailsResponse
>({
  name: 'GetAccountAuthorizationDetails',
  access: () => ({}),
  async run(iam, input, { caller: { accountId } }) {
    const wanted = new Set<string>(input.Filter ?? [])
    const all = (await partsOf(iam, accountId)).filter(
      ({ kind }) => wanted.size === 0 || wanted.has(kind),
    )
    all.sort((left, right) => (left.name < right.name ? -1 : 1))
    const { items, page } = pageOf(all, ({ name }) => name, input)
    const shown = await Promise.all(items.map(async (part) => await part.show()))
    return {
      UserDetailList: shown.flatMap((one) => (one.kind === 'User' ? [one.detail] : [])),
      GroupDetailList: shown.flatMap((one) => (one.kind === 'Group' ? [one.detail] : [])),
      RoleDetailList: shown.flatMap((one) => (one.kind === 'Role' ? [one.detail] : [])),
      Policies: shown.flatMap((one) =>
        one.kind === 'LocalManagedPolicy' || one.kind === 'AWSManagedPolicy' ? [one.detail] : [],
      ),
      ...page,
    }
  },
})

async function partsOf({ state }: Iam, account: string): Promise<Part[]> {
  const users = (await state.all(rows.users(account))).map((user): Part => ({
    kind: 'User',
    name: `user ${user.name.toLowerCase()}`,
    show: () => ({
      kind: 'User',
      detail: {
        ...showUser(account, user, true),
        UserPolicyList: inlineOf(user),
        GroupList: [...user.groups],
        AttachedManagedPolicies: showAttached(user.attached),
      },
    }),
  }))
  const groups = (await state.all(rows.groups(account))).map((group): Part => ({
    kind: 'Group',
    name: `group ${group.name.toLowerCase()}`,
    show: () => ({
      kind: 'Group',
      detail: {
        ...showGroup(account, group),
        GroupPolicyList: inlineOf(group),
        AttachedManagedPolicies: showAttached(group.attached),
      },
    }),
  }))
  const roles = (await state.all(rows.roles(account))).map((role): Part => ({
    kind: 'Role',
    name: `role ${role.name.toLowerCase()}`,
    show: async () => ({
      kind: 'Role',
      detail: {
        ...showRole(account, role, true),
        InstanceProfileList: [],
        RolePolicyList: inlineOf(role),
        AttachedManagedPolicies: showAttached(role.attached),
        RoleLastUsed: await roleLastUsed(state, account, role),
      },
    }),
  }))
  const own = (await state.all(rows.policies(account))).map((policy): Part => ({
    kind: 'LocalManagedPolicy',
    name: `policy ${policy.name.toLowerCase()}`,
    show: () => ({ kind: 'LocalManagedPolicy', detail: detailOf(account, policy) }),
  }))
  return [...users, ...groups, ...roles, ...own, ...(await attachedOfAws(state, account))]
}

/** Of AWS's policies those that are in use, as AWS does it. */
async function attachedOfAws(state: Iam['state'], account: string): Promise<Part[]> {
  const found = await Promise.all(
    [...awsManaged].map(async ([arn, policy]) => ({
      ...policy,
      ...(await countAttachments(state, account, arn)),
    })),
  )
  return found
    .filter(({ attachments, boundaries }) => attachments + boundaries > 0)
    .map((policy): Part => ({
      kind: 'AWSManagedPolicy',
      name: `policy-of-aws ${policy.name}`,
      show: () => ({ kind: 'AWSManagedPolicy', detail: detailOf('aws', policy) }),
    }))
}

function inlineOf({ inline }: Entity): { PolicyName: string; PolicyDocument: string }[] {
  return Object.entries(inline).map(([PolicyName, document]) => ({
    PolicyName,
    PolicyDocument: encodeDocument(document),
  }))
}

function detailOf(owner: string, policy: ManagedPolicy): ManagedPolicyDetail {
  return {
    ...showPolicy(owner, policy, true),
    PolicyVersionList: policy.versions.map(({ id, document, createdAt }) => ({
      Document: encodeDocument(document),
      VersionId: id,
      IsDefaultVersion: id === policy.defaultVersion,
      CreateDate: seconds(createdAt),
    })),
  }
}
