import type { Caller, SessionFacts } from '../credentials/index.ts'
import { rootCaller } from '../credentials/index.ts'
import type { CallerPolicies, CompiledPolicies } from '../policy/index.ts'
import type { Documents, NamedDocument } from './documents.ts'
import type { Role, SessionRow, Tag, User } from './entities.ts'
import { roleArn, userArn } from './ids.ts'
import { rows } from './rows.ts'
import { defaultDocument, managedPolicy, standingOf, type RowReader } from './standing.ts'

/** What callers are made from. */
export interface CallerDeps {
  readonly reader: RowReader
  readonly documents: Documents
  /** Service control policies of the account. */
  readonly scp: readonly CompiledPolicies[] | undefined
}

/** A user by a long-term key. */
export async function userCaller(
  deps: CallerDeps,
  account: string,
  user: User,
  accessKeyId: string,
): Promise<Caller> {
  const arn = userArn(account, user)
  const policies = await standingOf(deps.reader, deps.documents, account, 'user', user)
  return {
    accountId: account,
    arn,
    accessKeyId,
    kind: 'user',
    principal: { kind: 'user', account, arn, id: user.id },
    userId: user.id,
    userName: user.name,
    principalArn: arn,
    tags: tagMap(user.tags),
    policies: withScp(policies, deps.scp),
  }
}

/** Undefined if the role, the user or the key that the session stems from is gone: it ends with them. */
export async function sessionCaller(
  deps: CallerDeps,
  accessKeyId: string,
  session: SessionRow,
): Promise<Caller | undefined> {
  if (session.role !== undefined) return roleCaller(deps, accessKeyId, session, session.role)
  if (session.user !== undefined) return userSession(deps, accessKeyId, session, session.user)
  const root = rootCaller(session.account, accessKeyId, withScp({}, deps.scp))
  return { ...root, kind: 'session', session: factsOf(session) }
}

async function roleCaller(
  deps: CallerDeps,
  accessKeyId: string,
  session: SessionRow,
  { name, id, session: sessionName }: NonNullable<SessionRow['role']>,
): Promise<Caller | undefined> {
  const { account } = session
  const role = await deps.reader.read(rows.role(account, name))
  // A role of the same name that was made later is another role.
  if (role?.id !== id) return undefined
  const principalArn = roleArn(account, role)
  const arn = `arn:aws:sts::${account}:assumed-role/${role.name}/${sessionName}`
  const standing = await standingOf(deps.reader, deps.documents, account, 'role', role)
  return {
    accountId: account,
    arn,
    accessKeyId,
    kind: 'session',
    principal: { kind: 'role-session', account, arn, roleArn: principalArn, roleId: id },
    userId: `${id}:${sessionName}`,
    principalArn,
    tags: tagMap(role.tags, session.tags),
    session: factsOf(session, role),
    policies: withScp(await withSessionPolicies(deps, standing, session), deps.scp),
  }
}

async function userSession(
  deps: CallerDeps,
  accessKeyId: string,
  session: SessionRow,
  { name, id }: NonNullable<SessionRow['user']>,
): Promise<Caller | undefined> {
  const { account, federated } = session
  const user = await deps.reader.read(rows.user(account, name))
  if (user?.id !== id) return undefined
  // Taking away or disabling the key that made a session ends the session too.
  const maker = user.accessKeys.find((key) => key.id === session.madeBy)
  if (maker?.active !== true) return undefined
  const caller = await userCaller(deps, account, user, accessKeyId)
  if (federated === undefined) return { ...caller, kind: 'session', session: factsOf(session) }
  const { userName: _userName, ...rest } = caller
  const arn = `arn:aws:sts::${account}:federated-user/${federated}`
  return {
    ...rest,
    arn,
    kind: 'session',
    principal: { kind: 'federated-user', account, arn, userArn: caller.arn, userId: id },
    userId: `${account}:${federated}`,
    principalArn: arn,
    tags: tagMap(user.tags, session.tags),
    session: factsOf(session),
    policies: await withSessionPolicies(deps, caller.policies, session),
  }
}

function withScp(
  policies: CallerPolicies,
  scp: readonly CompiledPolicies[] | undefined,
): CallerPolicies {
  return scp === undefined ? policies : { ...policies, scp }
}

/** All session policies of a session act together. One that is gone meanwhile allows nothing. */
async function withSessionPolicies(
  { reader, documents }: CallerDeps,
  policies: CallerPolicies,
  { policy, policyArns }: SessionRow,
): Promise<CallerPolicies> {
  if (policy === undefined && policyArns === undefined) return policies
  const named: NamedDocument[] = policy === undefined ? [] : [{ id: 'session', document: policy }]
  for (const arn of policyArns ?? []) {
    const managed = await managedPolicy(reader, arn)
    if (managed !== undefined) named.push({ id: arn, document: defaultDocument(managed) })
  }
  return { ...policies, session: documents.compile('session', named) }
}

function factsOf(session: SessionRow, role?: Role): SessionFacts {
  const { mfaAt, sourceIdentity, federatedProvider, providerKeys, account } = session
  return {
    origin: session.origin,
    issuedAt: session.issuedAt,
    expiresAt: session.expiresAt,
    transitiveTagKeys: session.transitive,
    tags: tagMap(session.tags),
    ...(mfaAt === undefined ? {} : { mfaAt }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
    ...(federatedProvider === undefined ? {} : { federatedProvider }),
    ...(providerKeys === undefined ? {} : { providerKeys }),
    ...(role === undefined
      ? {}
      : { issuer: { arn: roleArn(account, role), roleId: role.id, roleName: role.name } }),
  }
}

/** Later tags win; the keys of tags are compared without regard to case. */
function tagMap(...lists: readonly (readonly Tag[])[]): ReadonlyMap<string, string> {
  const tags = new Map<string, { key: string; value: string }>()
  for (const list of lists) {
    for (const { Key, Value } of list) tags.set(Key.toLowerCase(), { key: Key, value: Value })
  }
  return new Map([...tags.values()].map(({ key, value }) => [key, value]))
}
