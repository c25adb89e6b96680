import { assert } from '../../base/index.ts'
import type { Check } from '../../storage/kv.ts'
import type { CallerPolicies } from '../policy/index.ts'
import { awsManaged } from './aws-managed.ts'
import type { Documents, NamedDocument } from './documents.ts'
import type { Entity, ManagedPolicy, Role, User } from './entities.ts'
import { readIamArn } from './ids.ts'
import { rows, type Ref } from './rows.ts'
import type { IdentityState } from './state.ts'

/** Reads rows and remembers which versions it saw, so that what is made of them can be known to be fresh. */
export class Tracker {
  readonly #state: IdentityState
  readonly seen: Check[] = []

  constructor(state: IdentityState) {
    this.#state = state
  }

  async read<T>(ref: Ref<T>): Promise<T | undefined> {
    const { value, version } = await this.#state.readVersioned(ref)
    this.seen.push({ key: ref.key, version })
    return value
  }
}

/** What reads rows: the state itself, or a tracker of it. */
export interface RowReader {
  read<T>(ref: Ref<T>): Promise<T | undefined>
}

/** A document together with where it comes from: an entity's inline policy or a managed one. */
export interface SourcedDocument extends NamedDocument {
  readonly source: 'user' | 'group' | 'role' | 'aws-managed' | 'user-managed'
}

/** The document of a managed policy that is in force; undefined if there is no such policy. */
export async function managedPolicy(
  reader: RowReader,
  arn: string,
): Promise<ManagedPolicy | undefined> {
  const ofAws = awsManaged.get(arn)
  if (ofAws !== undefined) return ofAws
  const read = readIamArn(arn)
  if (read?.kind !== 'policy') return undefined
  const policy = await reader.read(rows.policy(read.account, read.name))
  // A policy is found by its name, and is the one that the ARN means only if the path fits too.
  return policy?.path === read.path && policy.name === read.name ? policy : undefined
}

export function defaultDocument(policy: ManagedPolicy): string {
  const version = policy.versions.find(({ id }) => id === policy.defaultVersion)
  assert(version !== undefined, 'a managed policy has its default version')
  return version.document
}

/** All identity policies of a user (groups included) or role. */
export async function identityDocuments(
  reader: RowReader,
  account: string,
  kind: 'user' | 'role',
  entity: User | Role,
): Promise<SourcedDocument[]> {
  const found = await entityDocuments(reader, kind, entity)
  if (kind === 'role') return found
  for (const name of (entity as User).groups) {
    const group = await reader.read(rows.group(account, name))
    assert(group !== undefined, 'the group of a member exists')
    found.push(...(await entityDocuments(reader, 'group', group)))
  }
  return found
}

export async function entityDocuments(
  reader: RowReader,
  kind: 'user' | 'group' | 'role',
  entity: Entity,
): Promise<SourcedDocument[]> {
  const found: SourcedDocument[] = Object.entries(entity.inline).map(([name, document]) => ({
    id: `${kind}_${entity.name}_${name}`,
    document,
    source: kind,
  }))
  for (const arn of entity.attached) {
    const policy = await managedPolicy(reader, arn)
    // It cannot be deleted while it is attached. Were it missing, its denies would be too.
    assert(policy !== undefined, 'an attached policy exists')
    const source = awsManaged.has(arn) ? 'aws-managed' : 'user-managed'
    found.push({ id: arn, document: defaultDocument(policy), source })
  }
  return found
}

/** The compiled identity policies and boundary of a user or role. */
export async function standingOf(
  reader: RowReader,
  documents: Documents,
  account: string,
  kind: 'user' | 'role',
  entity: User | Role,
): Promise<CallerPolicies> {
  const identity = documents.compile(
    'identity',
    await identityDocuments(reader, account, kind, entity),
  )
  if (entity.boundary === undefined) return { identity }
  const boundary = await managedPolicy(reader, entity.boundary)
  assert(boundary !== undefined, 'a permissions boundary exists')
  const named = { id: entity.boundary, document: defaultDocument(boundary) }
  return { identity, boundary: documents.compile('boundary', [named]) }
}
