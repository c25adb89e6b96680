import { noSuchEntity, validationError } from '../../errors/index.ts'
import {
  awsManaged,
  groupArn,
  managedPolicy,
  readIamArn,
  roleArn,
  rows,
  userArn,
  type Change,
  type EntityKind,
  type Group,
  type ManagedPolicy,
  type Ref,
  type Role,
  type User,
} from '../../security/iam/index.ts'
import type { Access, Conditions, RequestContext } from '../operation.ts'
import type { Iam } from './iam-operation.ts'
import { resourceTags } from './tags.ts'

/** What reads rows: the state, or a change under way. */
export interface Reader {
  read<T>(ref: Ref<T>): Promise<T | undefined>
}

export function readerOf(change: Change): Reader {
  return { read: (ref) => change.get(ref) }
}

interface Subjects {
  readonly user: User
  readonly group: Group
  readonly role: Role
}

/** The row of a user, group or role. */
export function subjectRef<K extends EntityKind>(
  kind: K,
  account: string,
  name: string,
): Ref<Subjects[K]> {
  const refs = { user: rows.user, group: rows.group, role: rows.role }
  return refs[kind](account, name) as Ref<Subjects[K]>
}

export async function findSubject<K extends EntityKind>(
  reader: Reader,
  kind: K,
  account: string,
  name: string,
): Promise<Subjects[K]> {
  const found = await reader.read(subjectRef(kind, account, name))
  if (found === undefined) throw noSuchEntity(`The ${kind} with name ${name} cannot be found.`)
  return found
}

export function subjectArn(
  kind: EntityKind,
  account: string,
  subject: { path: string; name: string },
): string {
  return { user: userArn, group: groupArn, role: roleArn }[kind](account, subject)
}

/** The access to a user, group or role by name: with its path and its tags if it exists. */
export async function subjectAccess(
  { state }: Iam,
  kind: EntityKind,
  name: string,
  { caller }: RequestContext,
  conditions: Conditions = {},
): Promise<Partial<Access>> {
  const account = caller.accountId
  const found = await state.read(subjectRef<EntityKind>(kind, account, name))
  const tags = found !== undefined && 'tags' in found ? resourceTags(found.tags) : {}
  const boundary =
    found !== undefined && 'boundary' in found ? { 'iam:PermissionsBoundary': found.boundary } : {}
  return {
    resource: subjectArn(kind, account, found ?? { path: '/', name }),
    conditions: { ...boundary, ...tags, ...conditions },
  }
}

/** A name, or that of the user who calls. */
export function userNameOr(name: string | undefined, { caller }: RequestContext): string {
  const found = name ?? caller.userName
  if (found === undefined) {
    throw validationError('Must specify userName when calling with non-User credentials')
  }
  return found
}

/** A managed policy of this account or of AWS. */
export async function findPolicy(
  reader: Reader,
  arn: string,
  account: string,
): Promise<ManagedPolicy> {
  const read = readIamArn(arn)
  if (read?.kind !== 'policy') throw validationError('Invalid ARN:  Could not be parsed!')
  const policy =
    read.account === account || read.account === 'aws'
      ? await managedPolicy(reader, arn)
      : undefined
  if (policy === undefined) throw noSuchEntity(`Policy ${arn} was not found.`)
  return policy
}

export function isOfAws(arn: string): boolean {
  return awsManaged.has(arn)
}

/** The access to a managed policy by ARN. */
export async function policyAccess(
  { state }: Iam,
  arn: string,
  conditions: Conditions = {},
): Promise<Partial<Access>> {
  const policy = await managedPolicy(state, arn)
  return { resource: arn, conditions: { ...resourceTags(policy?.tags), ...conditions } }
}
