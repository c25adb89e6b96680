import type {
  Account,
  AccessKeyRow,
  AccountCounters,
  Group,
  LastUse,
  ManagedPolicy,
  MfaDevice,
  OidcProvider,
  Organization,
  Role,
  SamlProvider,
  SessionRow,
  User,
} from './entities.ts'
import type { VpcEndpoint } from './vpc-endpoint.ts'

/**
 * Storage keys of the state of identity: a space byte, an account (or `*` where an id is unique in the
 * whole server), what kind of row it is, and names, each ended by a zero byte so that no name reaches
 * into another's range. Names of users, groups, roles and policies are compared without regard to case,
 * so their rows carry them in lower case.
 */
const spaces = { iam: 0x10, session: 0x11, account: 0x12, endpoint: 0x13 } as const

/** The key of one row, with the type of what it holds. */
export interface Ref<T> {
  readonly key: Buffer
  /** Never set: it only carries the type. */
  readonly holds?: T
}

/** What a number of rows begin with. */
export interface Prefix<T> extends Ref<T> {
  readonly prefix: true
}

function ref<T>(space: keyof typeof spaces, ...parts: readonly string[]): Ref<T> {
  const text = parts.map((part) => `${part}\0`).join('')
  return { key: Buffer.concat([Buffer.of(spaces[space]), Buffer.from(text, 'utf8')]) }
}

function prefix<T>(space: keyof typeof spaces, ...parts: readonly string[]): Prefix<T> {
  return { ...ref<T>(space, ...parts), prefix: true }
}

/** Written by every change, so that a process can tell by its version whether it has seen the last one. */
export const versionRef = ref<null>('iam', '!version')

export const rows = {
  user: (account: string, name: string) => ref<User>('iam', account, 'user', name.toLowerCase()),
  users: (account: string) => prefix<User>('iam', account, 'user'),
  group: (account: string, name: string) => ref<Group>('iam', account, 'group', name.toLowerCase()),
  groups: (account: string) => prefix<Group>('iam', account, 'group'),
  role: (account: string, name: string) => ref<Role>('iam', account, 'role', name.toLowerCase()),
  roles: (account: string) => prefix<Role>('iam', account, 'role'),
  policy: (account: string, name: string) =>
    ref<ManagedPolicy>('iam', account, 'policy', name.toLowerCase()),
  policies: (account: string) => prefix<ManagedPolicy>('iam', account, 'policy'),
  saml: (account: string, name: string) =>
    ref<SamlProvider>('iam', account, 'saml', name.toLowerCase()),
  samls: (account: string) => prefix<SamlProvider>('iam', account, 'saml'),
  oidc: (account: string, url: string) =>
    ref<OidcProvider>('iam', account, 'oidc', url.toLowerCase()),
  oidcs: (account: string) => prefix<OidcProvider>('iam', account, 'oidc'),
  mfa: (account: string, serial: string) => ref<MfaDevice>('iam', account, 'mfa', serial),
  mfas: (account: string) => prefix<MfaDevice>('iam', account, 'mfa'),
  counters: (account: string) => ref<AccountCounters>('iam', account, 'counters'),
  /** Who is in a group: the row's name is the user's. */
  member: (account: string, group: string, user: string) =>
    ref<{ user: string }>('iam', account, 'member', group.toLowerCase(), user.toLowerCase()),
  members: (account: string, group: string) =>
    prefix<{ user: string }>('iam', account, 'member', group.toLowerCase()),
  /** To whom a managed policy is attached. */
  attachment: (account: string, arn: string, use: AttachmentUse, kind: EntityKind, name: string) =>
    ref<Attachment>('iam', account, 'attachment', arn, use, kind, name.toLowerCase()),
  attachments: (account: string, arn: string) =>
    prefix<Attachment>('iam', account, 'attachment', arn),
  accessKey: (id: string) => ref<AccessKeyRow>('iam', '*', 'key', id),
  lastUse: (id: string) => ref<LastUse>('iam', '*', 'last-use', id),
  /** Which services a principal has used, by ARN. */
  lastAccess: (account: string, arn: string, service: string) =>
    ref<LastUse>('iam', account, 'last-access', arn, service),
  lastAccesses: (account: string, arn: string) =>
    prefix<LastUse>('iam', account, 'last-access', arn),
  report: (account: string) => ref<{ text: string; at: number }>('iam', account, 'report'),
  job: (account: string, id: string) =>
    ref<{ arn: string; granularity: string; at: number }>('iam', account, 'job', id),
  session: (id: string) => ref<SessionRow>('session', 'id', id),
  sessionExpiry: (at: number, id: string) =>
    ref<{ id: string }>('session', 'expiry', String(at).padStart(15, '0'), id),
  sessionExpiries: () => prefix<{ id: string }>('session', 'expiry'),
  account: (id: string) => ref<Account>('account', 'id', id),
  accounts: () => prefix<Account>('account', 'id'),
  organization: () => ref<Organization>('account', 'organization'),
  /** An account alias is unique over all accounts. */
  alias: (alias: string) => ref<{ account: string }>('account', 'alias', alias),
  aliasOf: (account: string) => ref<{ alias: string }>('account', 'alias-of', account),
  endpoint: (account: string, id: string) => ref<VpcEndpoint>('endpoint', 'id', account, id),
  endpoints: (account: string) => prefix<VpcEndpoint>('endpoint', 'id', account),
  /** The endpoint by which a VPC reaches a service; at most one, whoever owns it. */
  endpointOfVpc: (vpcId: string, service: string) =>
    ref<{ account: string; id: string }>('endpoint', 'vpc', vpcId, service),
} as const

export type EntityKind = 'user' | 'group' | 'role'
export type AttachmentUse = 'policy' | 'boundary'

export interface Attachment {
  readonly kind: EntityKind
  readonly use: AttachmentUse
  readonly name: string
  readonly id: string
}
