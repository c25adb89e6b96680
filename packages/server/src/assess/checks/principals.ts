import type { GetAccountAuthorizationDetailsCommandOutput } from '@aws-sdk/client-iam'
import type { Survey } from '../inquiry.ts'
import { probePrefix } from '../probe/workshop.ts'
import { namesAction, statementsOf, type Statement } from './documents.ts'
import { pages } from './surveys.ts'

/** A user or role with every statement of its policies, those of its groups included. */
export interface Principal {
  readonly kind: 'user' | 'role'
  /** `user nina` */
  readonly name: string
  readonly statements: readonly Statement[]
  /** Of its permissions boundary; undefined: it has none. */
  readonly boundary: readonly Statement[] | undefined
  /** Who may take the role. */
  readonly trust: readonly Statement[]
}

type Page = Omit<GetAccountAuthorizationDetailsCommandOutput, '$metadata'>

export const principals: Survey<readonly Principal[]> = {
  asked: 'iam:GetAccountAuthorizationDetails',
  async load(send) {
    const all = await pages(
      (Marker) =>
        send('iam:GetAccountAuthorizationDetails', {
          // A page of more would take the server's thread for longer than others should wait.
          MaxItems: 100,
          ...(Marker === undefined ? {} : { Marker }),
        }),
      ({ IsTruncated, Marker }) => (IsTruncated === true ? Marker : undefined),
    )
    return principalsOf(all).filter(({ name }) => !name.includes(` ${probePrefix}`))
  },
  shown: (found) =>
    found.map(({ name, statements, boundary }) => ({
      name,
      allowed: statements
        .filter(({ effect }) => effect === 'Allow')
        .map(({ actions, resources }) => ({ actions, resources })),
      bounded: boundary !== undefined,
    })),
}

/** Whether a principal may do an action on everything, as far as its own policies tell, without a condition. */
export function mayDo({ statements, boundary }: Principal, action: string): boolean {
  const allows = (all: readonly Statement[]): boolean =>
    all.some((one) => one.effect === 'Allow' && isWide(one) && namesAction(one, action))
  const denied = statements.some(
    (one) => one.effect === 'Deny' && isWide(one) && namesAction(one, action),
  )
  return !denied && allows(statements) && (boundary === undefined || allows(boundary))
}

/** Of every resource, or every one of its kind, and under no condition. */
function isWide({ resources, conditions }: Statement): boolean {
  return (
    conditions.size === 0 &&
    resources.some(
      (one) => one === '*' || /^arn:aws:(dynamodb|kms):[^:]*:[^:]*:(table\/|key\/)?\*$/.test(one),
    )
  )
}

function principalsOf(all: readonly Page[]): readonly Principal[] {
  const managed = new Map<string, readonly Statement[]>()
  for (const { Arn = '', PolicyVersionList = [] } of all.flatMap(({ Policies = [] }) => Policies)) {
    const current = PolicyVersionList.find(({ IsDefaultVersion }) => IsDefaultVersion)
    managed.set(Arn, statementsOf(current?.Document))
  }
  const attached = (
    list: readonly { PolicyArn?: string | undefined }[] = [],
  ): readonly Statement[] => list.flatMap(({ PolicyArn = '' }) => managed.get(PolicyArn) ?? [])
  const inline = (
    list: readonly { PolicyDocument?: string | undefined }[] = [],
  ): readonly Statement[] => list.flatMap(({ PolicyDocument }) => statementsOf(PolicyDocument))
  const boundaryOf = (one: { PermissionsBoundaryArn?: string | undefined } | undefined) =>
    one?.PermissionsBoundaryArn === undefined
      ? undefined
      : (managed.get(one.PermissionsBoundaryArn) ?? [])

  const groups = new Map(
    all
      .flatMap(({ GroupDetailList = [] }) => GroupDetailList)
      .map((group) => [
        group.GroupName ?? '',
        [...attached(group.AttachedManagedPolicies), ...inline(group.GroupPolicyList)],
      ]),
  )
  const users = all.flatMap(({ UserDetailList = [] }) => UserDetailList)
  const roles = all.flatMap(({ RoleDetailList = [] }) => RoleDetailList)
  return [
    ...users.map((user): Principal => ({
      kind: 'user',
      name: `user ${user.UserName ?? ''}`,
      statements: [
        ...attached(user.AttachedManagedPolicies),
        ...inline(user.UserPolicyList),
        ...(user.GroupList ?? []).flatMap((group) => groups.get(group) ?? []),
      ],
      boundary: boundaryOf(user.PermissionsBoundary),
      trust: [],
    })),
    ...roles.map((role): Principal => ({
      kind: 'role',
      name: `role ${role.RoleName ?? ''}`,
      statements: [...attached(role.AttachedManagedPolicies), ...inline(role.RolePolicyList)],
      boundary: boundaryOf(role.PermissionsBoundary),
      trust: statementsOf(role.AssumeRolePolicyDocument),
    })),
  ]
}
