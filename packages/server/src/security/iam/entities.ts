/** What the rows of identity hold: plain data, sealed as JSON. Times are in milliseconds. */
export interface Tag {
  readonly Key: string
  readonly Value: string
}

/** What users, groups and roles have in common. */
export interface Entity {
  readonly name: string
  /** `/` or `/division/team/`. */
  readonly path: string
  /** Unique id: AIDA…, AGPA…, AROA…. Never used twice. */
  readonly id: string
  readonly createdAt: number
  /** Inline policies by name. */
  readonly inline: Readonly<Record<string, string>>
  /** ARNs of attached managed policies. */
  readonly attached: readonly string[]
}

export interface User extends Entity {
  readonly tags: readonly Tag[]
  /** ARN of a managed policy. */
  readonly boundary?: string
  /** Names of groups. */
  readonly groups: readonly string[]
  readonly accessKeys: readonly AccessKeyEntry[]
  readonly login?: LoginProfile
  /** Serial numbers of enabled devices. */
  readonly mfa: readonly string[]
}

export interface AccessKeyEntry {
  readonly id: string
  readonly active: boolean
  readonly createdAt: number
}

export interface LoginProfile {
  readonly createdAt: number
  readonly resetRequired: boolean
  /** scrypt, `salt:hash` in base64. */
  readonly password: string
}

export type Group = Entity

export interface Role extends Entity {
  readonly tags: readonly Tag[]
  readonly boundary?: string
  readonly trust: string
  /** Unique ids of the users and roles that the trust policy names, by ARN. */
  readonly trusted: Readonly<Record<string, string>>
  readonly description?: string
  readonly maxSessionSeconds: number
}

export interface ManagedPolicy {
  readonly name: string
  readonly path: string
  /** ANPA…. */
  readonly id: string
  readonly description?: string
  readonly createdAt: number
  readonly updatedAt: number
  readonly defaultVersion: string
  readonly versions: readonly PolicyVersion[]
  /** Number of the latest version ever made: no id is used twice. */
  readonly lastVersion: number
  readonly attachments: number
  readonly boundaries: number
  readonly tags: readonly Tag[]
}

export interface PolicyVersion {
  readonly id: string
  readonly document: string
  readonly createdAt: number
}

/** An access key by its id, which is all that a request brings. */
export interface AccessKeyRow {
  readonly account: string
  /** Absent: a key of the account's root. */
  readonly user?: { readonly name: string; readonly id: string }
  readonly secret: string
  readonly active: boolean
}

export interface LastUse {
  readonly at: number
  readonly service: string
  readonly region: string
  /** Of what was used: by action, when. */
  readonly actions?: Readonly<Record<string, number>>
}

export interface MfaDevice {
  readonly serial: string
  readonly name: string
  readonly path: string
  readonly createdAt: number
  /** Seed of the one-time passwords, base32. */
  readonly seed: string
  readonly user?: string
  readonly enabledAt?: number
  /** The last time step whose code was used: no code counts twice. */
  readonly lastStep?: number
  /** Wrong codes since a time; none is judged after too many, until a pause has passed. */
  readonly wrong?: { readonly since: number; readonly codes: number }
  readonly tags: readonly Tag[]
}

export interface SamlProvider {
  readonly name: string
  readonly uuid: string
  readonly metadata: string
  readonly createdAt: number
  readonly validUntil: number
  readonly tags: readonly Tag[]
}

export interface OidcProvider {
  /** Without scheme. */
  readonly url: string
  readonly clientIds: readonly string[]
  readonly thumbprints: readonly string[]
  readonly createdAt: number
  readonly tags: readonly Tag[]
}

/** How many there are of each, for quotas and the summary. */
export interface AccountCounters {
  readonly users: number
  readonly groups: number
  readonly roles: number
  readonly policies: number
  readonly policyVersions: number
  readonly mfaDevices: number
  readonly mfaInUse: number
  readonly providers: number
}

/** A temporary credential. */
export interface SessionRow {
  readonly account: string
  readonly secret: string
  readonly token: string
  readonly origin: 'assume-role' | 'session-token' | 'federation-token'
  readonly issuedAt: number
  readonly expiresAt: number
  readonly mfaAt?: number
  /** Of a role's session. */
  readonly role?: { readonly name: string; readonly id: string; readonly session: string }
  /** Of a user's session; neither this nor `role`: of root. */
  readonly user?: { readonly name: string; readonly id: string }
  /** Name of a federated user. */
  readonly federated?: string
  readonly tags: readonly Tag[]
  readonly transitive: readonly string[]
  readonly sourceIdentity?: string
  readonly policy?: string
  readonly policyArns?: readonly string[]
  /** The access key that made a federation token. */
  readonly madeBy?: string
  readonly federatedProvider?: string
  readonly providerKeys?: Readonly<Record<string, string | readonly string[]>>
}

export interface Account {
  readonly id: string
  readonly name: string
  readonly createdAt: number
}

/** Service and resource control policies, and to what they are attached. */
export interface Organization {
  readonly policies: Readonly<Record<string, ControlPolicy>>
  /** Of every account but the management account. */
  readonly root: readonly string[]
  readonly accounts: Readonly<Record<string, readonly string[]>>
}

export interface ControlPolicy {
  readonly name: string
  readonly type: 'scp' | 'rcp'
  readonly document: string
}
