import type { PrincipalName } from './policy.ts'

/** Who makes a request, as authentication knows it. */
export type Principal =
  | { readonly kind: 'root'; readonly account: string; readonly arn: string }
  | {
      readonly kind: 'user'
      readonly account: string
      readonly arn: string
      /** Unique id, AIDA…. */
      readonly id: string
    }
  | {
      readonly kind: 'role-session'
      readonly account: string
      /** `arn:aws:sts::A:assumed-role/R/S`. */
      readonly arn: string
      readonly roleArn: string
      /** Unique id of the role, AROA…. */
      readonly roleId: string
    }
  | {
      /** Credentials of GetFederationToken. */
      readonly kind: 'federated-user'
      readonly account: string
      /** `arn:aws:sts::A:federated-user/Name`. */
      readonly arn: string
      /** The user whose credentials made the session. */
      readonly userArn: string
      readonly userId: string
    }
  /** Bears a token of an identity provider and no credentials yet; only trust policies name it. */
  | { readonly kind: 'web-identity'; readonly arn: string; readonly provider: string }
  | { readonly kind: 'service'; readonly service: string }
  | { readonly kind: 'anonymous' }

/**
 * What an Allow of a resource policy is worth to a caller of the same account, by how it names them:
 *
 * - 1, their account: it delegates, so that the caller's own policies must allow too;
 * - 2, their role, or everyone: no identity policy is needed, but boundary and session policies limit;
 * - 3, exactly them: enough by itself;
 * - 0, not at all.
 */
export type Worth = 0 | 1 | 2 | 3

export interface PrincipalMatcher {
  readonly negated: boolean
  readonly everyone: boolean
  /** Account, ARN, unique id, service or provider; no two kinds have a form in common. */
  readonly names: ReadonlySet<string>
  /** A condition on aws:PrincipalArn makes "everyone" name its callers exactly. */
  readonly narrowedByArn: boolean
}

export function compilePrincipals(
  entries: readonly PrincipalName[],
  negated: boolean,
  narrowedByArn: boolean,
): PrincipalMatcher {
  const names = new Set<string>()
  for (const entry of entries) {
    if (entry.type !== 'everyone') names.add(nameOf(entry))
  }
  const everyone = entries.some((entry) => entry.type === 'everyone')
  return { negated, everyone, names, narrowedByArn }
}

function nameOf(entry: Exclude<PrincipalName, { type: 'everyone' }>): string {
  switch (entry.type) {
    case 'account':
      return entry.account
    case 'arn':
      return entry.arn
    case 'id':
      return entry.id
    case 'service':
      return entry.service
    case 'federated':
      return entry.provider
  }
}

/** What the principals of a statement say of this caller. `bounded`: the caller has a boundary. */
export function worthOf(matcher: PrincipalMatcher, caller: Principal, bounded: boolean): Worth {
  if (matcher.negated) return !bounded && isExempt(matcher, caller) ? 0 : 3
  const exact = exactNames(caller)
  if (exact.some((name) => matcher.names.has(name))) return 3
  if (matcher.everyone) return matcher.narrowedByArn ? 3 : 2
  if (broaderNames(caller).some((name) => matcher.names.has(name))) return 2
  return 'account' in caller && matcher.names.has(caller.account) ? 1 : 0
}

/**
 * NotPrincipal exempts only those whose every identity it lists: of a role's session the session,
 * the role and the account. Whoever has a permissions boundary is never exempt.
 */
function isExempt(matcher: PrincipalMatcher, caller: Principal): boolean {
  if (matcher.everyone) return true
  const { names } = matcher
  if (caller.kind === 'anonymous') return false
  if ('account' in caller && !names.has(caller.account)) return false
  if (caller.kind === 'root') return true
  if (!exactNames(caller).some((name) => names.has(name))) return false
  return caller.kind !== 'role-session' || broaderNames(caller).some((name) => names.has(name))
}

function exactNames(caller: Principal): readonly string[] {
  switch (caller.kind) {
    case 'user':
      return [caller.arn, caller.id]
    case 'role-session':
    case 'federated-user':
      return [caller.arn]
    case 'service':
      return [caller.service]
    case 'web-identity':
      return [caller.provider]
    case 'root':
    case 'anonymous':
      return []
  }
}

function broaderNames(caller: Principal): readonly string[] {
  if (caller.kind === 'role-session') return [caller.roleArn, caller.roleId]
  return caller.kind === 'federated-user' ? [caller.userArn, caller.userId] : []
}
