import type { Policy, PrincipalName } from './policy.ts'

/** Who there is. */
export interface PrincipalDirectory {
  /** The unique id of a user or role; undefined: there is none of this ARN. */
  idOf(arn: string): Promise<string | undefined>
  hasAccount(id: string): Promise<boolean>
  hasRole(account: string, name: string): Promise<boolean>
}

/** Of users and roles by ARN. */
export type PrincipalIds = Readonly<Record<string, string>>

const session = /^arn:aws[a-z-]*:sts::([0-9]{12}):(assumed-role|federated-user)\/([^/]+)/

/** The unique ids of the users and roles that a policy names; undefined if it names whom there is not. */
export async function findPrincipals(
  { statements }: Policy,
  directory: PrincipalDirectory,
): Promise<PrincipalIds | undefined> {
  const ids: Record<string, string> = {}
  for (const { principals } of statements) {
    for (const principal of principals?.entries ?? []) {
      if (!(await exists(principal, directory, ids))) return undefined
    }
  }
  return ids
}

/** The policy with the ids in place of the ARNs that they stand for. */
export function withPrincipalIds(policy: Policy, ids: PrincipalIds | undefined): Policy {
  if (ids === undefined) return policy
  const byId = (principal: PrincipalName): PrincipalName => {
    const id = principal.type === 'arn' ? ids[principal.arn] : undefined
    return id === undefined ? principal : { type: 'id', id }
  }
  return {
    ...policy,
    statements: policy.statements.map((statement) => {
      const { principals } = statement
      if (principals === undefined) return statement
      return { ...statement, principals: { ...principals, entries: principals.entries.map(byId) } }
    }),
  }
}

async function exists(
  principal: PrincipalName,
  directory: PrincipalDirectory,
  ids: Record<string, string>,
): Promise<boolean> {
  if (principal.type === 'account') return directory.hasAccount(principal.account)
  if (principal.type !== 'arn') return true
  const [, account, kind, name] = session.exec(principal.arn) ?? []
  if (account !== undefined && name !== undefined) {
    return kind === 'assumed-role'
      ? directory.hasRole(account, name)
      : directory.hasAccount(account)
  }
  const id = await directory.idOf(principal.arn)
  if (id !== undefined) ids[principal.arn] = id
  return id !== undefined
}
