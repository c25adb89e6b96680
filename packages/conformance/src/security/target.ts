import { randomBytes } from 'node:crypto'
import { Agent as HttpAgent } from 'node:http'
import { Agent as HttpsAgent } from 'node:https'
import { IAM } from '@aws-sdk/client-iam'
import { STS, type Credentials as StsCredentials } from '@aws-sdk/client-sts'
import { rawCaller, type Answer, type RawCaller } from '../raw-call.ts'
import type { Credentials, Endpoint } from '../target.ts'
import { signedSender, type SignedSender } from './signed.ts'

/** Whoever has keys, as a caller of DynamoDB. */
export interface Caller {
  readonly credentials: Credentials
  call(operation: string, input: object): Promise<Answer>
  readonly raw: RawCaller
}

/** An endpoint whose defences are tried. Identities are managed through its own IAM and STS. */
export interface SecurityTarget {
  readonly endpoint: Endpoint
  readonly root: Caller
  readonly iam: IAM
  readonly sts: STS
  readonly accountId: string
  /** `pk` S and `sk` S, with the global index `by-team` on `team` S; holds items of `ann` and of `bob`. */
  readonly table: string
  readonly tableArn: string
  /** A user with one inline policy of these statements. */
  readonly user: (...statements: readonly object[]) => Promise<User>
  /** A role that lets whoever the trust statements say, with one inline policy. */
  readonly role: (trust: readonly object[], ...statements: readonly object[]) => Promise<Role>
  readonly as: (credentials: Credentials) => Caller
  readonly stsAs: (credentials: Credentials) => STS
  /** Signs with control of everything that is signed and of what is sent in the end. */
  readonly signed: SignedSender
}

export interface User extends Caller {
  readonly name: string
  readonly arn: string
  allow(...statements: readonly object[]): Promise<void>
}

export interface Role {
  readonly name: string
  readonly arn: string
}

export interface OpenSecurityTarget extends SecurityTarget {
  close(): Promise<void>
}

export function document(statements: readonly object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}

export function credentialsOf(made: StsCredentials | undefined): Credentials {
  if (made?.AccessKeyId === undefined || made.SecretAccessKey === undefined) {
    throw new Error('no credentials came back')
  }
  return {
    accessKeyId: made.AccessKeyId,
    secretAccessKey: made.SecretAccessKey,
    ...(made.SessionToken === undefined ? {} : { sessionToken: made.SessionToken }),
  }
}

const attribute = (AttributeName: string): object => ({ AttributeName, AttributeType: 'S' })

/** Connects, and makes the table that all cases share. Throws if it cannot. */
export async function openSecurityTarget(endpoint: Endpoint): Promise<OpenSecurityTarget> {
  const { url, region, ca } = endpoint
  const httpsAgent = new HttpsAgent({ keepAlive: true, ...(ca === undefined ? {} : { ca }) })
  const httpAgent = new HttpAgent({ keepAlive: true })
  const agent = url.startsWith('https:') ? httpsAgent : httpAgent
  const client = (credentials: Credentials) => ({
    endpoint: url,
    region,
    credentials,
    maxAttempts: 1,
    requestHandler: { httpAgent, httpsAgent },
  })
  const as = (credentials: Credentials): Caller => {
    const raw = rawCaller({ ...endpoint, credentials }, agent)
    return { credentials, raw, call: (operation, input) => raw(operation, JSON.stringify(input)) }
  }
  const root = as(endpoint.credentials)
  const iam = new IAM(client(endpoint.credentials))
  const sts = new STS(client(endpoint.credentials))
  const run = randomBytes(4).toString('hex')
  const table = `conformance_${run}_security`
  await createTable(root, table)
  const tableArn = await arnOf(root, table)
  const cleaning: (() => Promise<unknown>)[] = []
  let count = 0
  const fresh = (): string => `conformance-${run}-${String(++count)}`

  return {
    endpoint,
    root,
    iam,
    sts,
    accountId: tableArn.split(':')[4] ?? '',
    table,
    tableArn,
    as,
    stsAs: (credentials) => new STS(client(credentials)),
    signed: signedSender(endpoint, agent),
    async user(...statements) {
      const UserName = fresh()
      const { User } = await iam.createUser({ UserName })
      const allow = async (...more: readonly object[]): Promise<void> => {
        await iam.putUserPolicy({ UserName, PolicyName: 'p', PolicyDocument: document(more) })
      }
      if (statements.length > 0) await allow(...statements)
      const { AccessKey } = await iam.createAccessKey({ UserName })
      const credentials = credentialsOf({ ...AccessKey } as StsCredentials)
      cleaning.push(() => removeUser(iam, UserName, credentials.accessKeyId))
      return { name: UserName, arn: User?.Arn ?? '', allow, ...as(credentials) }
    },
    async role(trust, ...statements) {
      const RoleName = fresh()
      const { Role } = await iam.createRole({
        RoleName,
        AssumeRolePolicyDocument: document(trust),
      })
      const PolicyDocument = document(statements)
      await iam.putRolePolicy({ RoleName, PolicyName: 'p', PolicyDocument })
      cleaning.push(async () => {
        await iam.deleteRolePolicy({ RoleName, PolicyName: 'p' })
        await iam.deleteRole({ RoleName })
      })
      return { name: RoleName, arn: Role?.Arn ?? '' }
    },
    async close() {
      await Promise.allSettled(cleaning.map((clean) => clean()))
      await root.call('DeleteTable', { TableName: table })
      httpsAgent.destroy()
      httpAgent.destroy()
    },
  }
}

async function removeUser(iam: IAM, UserName: string, AccessKeyId: string): Promise<void> {
  await iam.deleteAccessKey({ UserName, AccessKeyId }).catch(() => undefined)
  await iam.deleteUserPolicy({ UserName, PolicyName: 'p' }).catch(() => undefined)
  await iam.deleteUser({ UserName })
}

async function createTable(root: Caller, TableName: string): Promise<void> {
  const made = await root.call('CreateTable', {
    TableName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: ['pk', 'sk', 'team'].map(attribute),
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'by-team',
        KeySchema: [{ AttributeName: 'team', KeyType: 'HASH' }],
        Projection: { ProjectionType: 'ALL' },
      },
    ],
  })
  if (made.error !== '') throw new Error(`the table cannot be made: ${made.error} ${made.message}`)
  const until = Date.now() + 300_000
  for (;;) {
    const { body } = await root.call('DescribeTable', { TableName })
    if ((body['Table'] as { TableStatus?: string } | undefined)?.TableStatus === 'ACTIVE') break
    if (Date.now() > until) throw new Error('the table does not become active')
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  for (const pk of ['ann', 'bob']) {
    const Item = { pk: { S: pk }, sk: { S: '1' }, team: { S: 'red' }, points: { N: '1' } }
    await root.call('PutItem', { TableName, Item })
  }
}

async function arnOf(root: Caller, TableName: string): Promise<string> {
  const { body } = await root.call('DescribeTable', { TableName })
  return String((body['Table'] as { TableArn?: string } | undefined)?.TableArn)
}
