import type { Secret } from '../../base/index.ts'
import type { CallerPolicies, Principal } from '../policy/index.ts'

/** Who signed the request. Filled by authentication alone, never from the request's own claims. */
export interface Caller {
  readonly accountId: string
  /** `arn:aws:iam::<account>:root`, `…:user/<path><name>`, `arn:aws:sts::<account>:assumed-role/<role>/<session>` */
  readonly arn: string
  readonly accessKeyId: string
  readonly kind: 'root' | 'user' | 'session'
  /** Whom policies mean by this caller. */
  readonly principal: Principal
  /** aws:userid: the account, `AIDA…`, `AROA…:<session>`, `<account>:<federated name>`. */
  readonly userId: string
  /** aws:username: of IAM users only, those of a GetSessionToken session included. */
  readonly userName?: string
  /** aws:PrincipalArn: of a role's session the role, otherwise the same as `arn`. */
  readonly principalArn: string
  /** aws:PrincipalTag: those of the user or role, and over them those of the session. */
  readonly tags: ReadonlyMap<string, string>
  /** What only temporary credentials have. */
  readonly session?: SessionFacts
  /** The caller's own policies as they were in force when the request was authenticated. */
  readonly policies: CallerPolicies
}

/** How a temporary credential came to be. */
export interface SessionFacts {
  readonly origin: 'assume-role' | 'session-token' | 'federation-token'
  /** aws:TokenIssueTime, milliseconds. */
  readonly issuedAt: number
  /** Milliseconds. */
  readonly expiresAt: number
  /** When MFA was checked, milliseconds; absent: it was not. */
  readonly mfaAt?: number
  readonly sourceIdentity?: string
  /** Keys of the session tags that a chained session takes over. */
  readonly transitiveTagKeys: readonly string[]
  /** The session tags themselves; `Caller.tags` has them too. */
  readonly tags: ReadonlyMap<string, string>
  /** ARN of the identity provider, where one vouched for the session. */
  readonly federatedProvider?: string
  /** The role and its path, of role sessions. */
  readonly issuer?: { readonly arn: string; readonly roleId: string; readonly roleName: string }
  /** Condition keys that the identity provider's token left for the whole session, such as `saml:sub`. */
  readonly providerKeys?: Readonly<Record<string, string | readonly string[]>>
}

/** A credential as authentication needs it. */
export interface Credential {
  readonly caller: Caller
  readonly secretAccessKey: Secret
  /** Set for temporary credentials: the token that must come with the request. */
  readonly sessionToken?: Secret
  /** Wall time in milliseconds from which a temporary credential is refused. */
  readonly expiresAt?: number
}

/** Where authentication looks up an access key id: root credentials, users' keys, sessions. */
export interface CredentialSource {
  /** Undefined when the id is unknown or inactive: the two must not be told apart. */
  find(accessKeyId: string): Promise<Credential | undefined> | Credential | undefined
}
