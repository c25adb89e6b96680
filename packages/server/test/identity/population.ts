import { mintAccessKeyId, mintSecretAccessKey } from '../../src/security/credentials/index.ts'
import {
  mintId,
  policyArn,
  rows,
  type IdentityState,
  type ManagedPolicy,
  type User,
} from '../../src/security/iam/index.ts'
import { systemRandom } from '../../src/base/index.ts'
import { allow, deny, policy, trust } from './support.ts'

/** Entities of each kind that one commit writes. */
const batch = 500
const createdAt = Date.UTC(2026, 0)

interface Caller {
  readonly accessKeyId: string
  readonly secretAccessKey: string
}

/** A user with this key, who may read one table: by a managed policy, and by an inline one to the row. */
export async function addReader(
  state: IdentityState,
  account: string,
  table: string,
  { accessKeyId, secretAccessKey }: Caller,
): Promise<void> {
  const name = 'reader'
  const Resource = `arn:aws:dynamodb:*:${account}:table/${table}`
  const managed = managedPolicy(
    'read-tables',
    policy(
      { ...allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query']), Resource },
      deny('dynamodb:*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    ),
  )
  const inline = policy(
    allow('dynamodb:DescribeTable'),
    deny('dynamodb:DeleteItem', {
      Condition: { 'ForAnyValue:StringLike': { 'dynamodb:LeadingKeys': ['locked-*'] } },
    }),
  )
  const user = userOf(name, account, [managed], accessKeyId, { own: inline })
  await state.change((change) => {
    change.put(rows.policy(account, managed.name), managed)
    change.put(rows.user(account, name), user)
    change.put(rows.accessKey(accessKeyId), {
      account,
      user: { name, id: user.id },
      secret: secretAccessKey,
      active: true,
    })
    return Promise.resolve()
  })
}

/** So many users with a key each, roles and managed policies, all different; quotas aside. */
export async function populate(state: IdentityState, account: string, each: number): Promise<void> {
  for (let from = 0; from < each; from += batch) {
    await state.change((change) => {
      for (let at = from; at < Math.min(each, from + batch); at++) {
        const name = `member-${String(at)}`
        const own = managedPolicy(name, teamPolicy(account, name))
        const accessKeyId = mintAccessKeyId('AKIA', account, systemRandom)
        const user = userOf(name, account, [own], accessKeyId)
        change.put(rows.policy(account, name), own)
        change.put(rows.user(account, name), user)
        change.put(rows.accessKey(accessKeyId), {
          account,
          user: { name, id: user.id },
          secret: mintSecretAccessKey(systemRandom).reveal().toString('latin1'),
          active: true,
        })
        change.put(rows.role(account, name), {
          ...entity('AROA', name),
          attached: [policyArn(account, own)],
          tags: [],
          trust: trust({ AWS: account }),
          trusted: {},
          maxSessionSeconds: 3600,
        })
      }
      return Promise.resolve()
    })
  }
}

/** What a team's policy looks like: its own rows, only by TLS, and nothing that is another's. */
export function teamPolicy(account: string, team: string): string {
  const table = `arn:aws:dynamodb:*:${account}:table/${team}`
  return policy(
    {
      Sid: 'OwnRows',
      ...allow(['dynamodb:GetItem', 'dynamodb:Query', 'dynamodb:BatchGetItem'], {
        Condition: {
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${aws:username}'] },
        },
      }),
      Resource: [table, `${table}/index/*`],
    },
    { ...deny('dynamodb:*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }) },
  )
}

function entity(prefix: 'AIDA' | 'AROA', name: string) {
  return { name, path: '/', id: mintId(prefix, systemRandom), createdAt, inline: {} }
}

function userOf(
  name: string,
  account: string,
  policies: readonly ManagedPolicy[],
  accessKeyId: string,
  inline: Readonly<Record<string, string>> = {},
): User {
  return {
    ...entity('AIDA', name),
    inline,
    attached: policies.map((one) => policyArn(account, one)),
    tags: [],
    groups: [],
    accessKeys: [{ id: accessKeyId, active: true, createdAt }],
    mfa: [],
  }
}

function managedPolicy(name: string, document: string): ManagedPolicy {
  return {
    name,
    path: '/',
    id: mintId('ANPA', systemRandom),
    createdAt,
    updatedAt: createdAt,
    defaultVersion: 'v1',
    versions: [{ id: 'v1', document, createdAt }],
    lastVersion: 1,
    attachments: 1,
    boundaries: 0,
    tags: [],
  }
}
