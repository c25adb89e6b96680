import { parseArgs } from 'node:util'
import { createIdentity } from '../../src/app/identity.ts'
import { Secret, silentLogger, systemClock, systemRandom } from '../../src/base/index.ts'
import { decodeInput, signatureAuthenticator, type HttpRequest } from '../../src/front/index.ts'
import type { Caller } from '../../src/security/credentials/index.ts'
import { compilePolicies, parsePolicy } from '../../src/security/policy/index.ts'
import { signRequest } from '../../src/security/sigv4/index.ts'
import type { Access, RequestContext } from '../../src/services/operation.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { accountId, keep, tables } from '../kms/tables.ts'
import { addReader, populate } from './population.ts'
import { allow, deny, policy } from './support.ts'

/**
 * What identity costs in this process: `npm run bench -- --identity`. First a decision over 20 policies of
 * 10 statements, then a GetItem from its headers to the decision. The functions are those of the server.
 */
const { values } = parseArgs({ options: { rounds: { type: 'string', default: '7' } } })
const rounds = Number(values.rounds)
const region = 'us-east-1'
const table = 'bench'
const host = '127.0.0.1:8000'
const keys = { accessKeyId: 'AKIABENCHREADERREADER', secretAccessKey: 'b'.repeat(40) }

function median(figures: readonly number[]): number {
  return [...figures].sort((a, b) => a - b)[figures.length >> 1] ?? NaN
}

/** Microseconds of processor time for each call: the median of the means of batches. */
async function microseconds(work: (at: number) => Promise<void> | undefined): Promise<number> {
  const batch = 2000
  const means: number[] = []
  for (let count = -3; count < rounds * 5; count++) {
    const begun = process.cpuUsage()
    for (let at = 0; at < batch; at++) {
      const later = work(at)
      if (later !== undefined) await later
    }
    const { user, system } = process.cpuUsage(begun)
    if (count >= 0) means.push((user + system) / batch)
  }
  return median(means)
}

/** The ten statements of a team's policy; the last team's is the one that allows. */
function teamStatements(team: string): string {
  const one = (name: string): string => `arn:aws:dynamodb:*:${accountId}:table/${name}`
  const own = one(team)
  return policy(
    {
      ...allow(['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'], {
        Condition: {
          'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${aws:username}', 'shared'] },
        },
      }),
      Resource: [own, `${own}/index/*`],
    },
    {
      ...allow(['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'], {
        Condition: {
          'ForAllValues:StringEquals': {
            'dynamodb:LeadingKeys': ['${aws:username}'],
            'dynamodb:Attributes': ['pk', 'state', 'note'],
          },
          StringEqualsIfExists: { 'dynamodb:ReturnValues': ['NONE', 'UPDATED_NEW'] },
        },
      }),
      Resource: own,
    },
    deny('dynamodb:*', { Condition: { Bool: { 'aws:SecureTransport': 'false' } } }),
    deny('dynamodb:*', {
      Resource: own,
      Condition: { NotIpAddress: { 'aws:SourceIp': ['10.0.0.0/8', '127.0.0.0/8'] } },
    }),
    deny(['dynamodb:DeleteTable', 'dynamodb:UpdateTable'], {
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    }),
    deny('*', { Condition: { StringNotEquals: { 'aws:RequestedRegion': [region, 'eu-west-1'] } } }),
    {
      ...allow(['kms:Decrypt', 'kms:GenerateDataKey']),
      Resource: `arn:aws:kms:*:${accountId}:key/*`,
    },
    { ...allow('dynamodb:Describe*'), Resource: one(`${team}*`) },
    allow(['dynamodb:ListTables', 'sts:GetCallerIdentity']),
    {
      ...allow('dynamodb:Get*', {
        Condition: { StringEquals: { 'aws:ResourceTag/team': '${aws:PrincipalTag/team}' } },
      }),
      Resource: one(`${team}-*`),
    },
  )
}

function teamCaller(): Caller {
  const arn = `arn:aws:iam::${accountId}:user/ann`
  const named = Array.from({ length: 20 }, (_, at) => {
    const parsed = parsePolicy(teamStatements(at === 19 ? table : `team-${String(at)}`), 'identity')
    if (!parsed.ok) throw new Error(parsed.message)
    return { id: `team-${String(at)}`, policy: parsed.policy }
  })
  return {
    accountId,
    arn,
    accessKeyId: keys.accessKeyId,
    kind: 'user',
    principal: { kind: 'user', account: accountId, arn, id: 'AIDABENCHBENCHBENCH11' },
    userId: 'AIDABENCHBENCHBENCH11',
    userName: 'ann',
    principalArn: arn,
    tags: new Map([['team', table]]),
    policies: { identity: compilePolicies('identity', named) },
  }
}

function contextOf(caller: Caller): RequestContext {
  return { requestId: 'BENCH', caller, region, secureTransport: true, sourceIp: '127.0.0.1', host }
}

const store = openMemoryStore()
const kept = keep(store)
const server = tables(kept)
await server.dynamodb('CreateTable', {
  TableName: table,
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
})
// A table that is used is at hand, as it is in a server.
await server.dynamodb('GetItem', { TableName: table, Key: { pk: { S: 'ann' } } })
const getItem = server.service.operations.get('GetItem')
if (getItem === undefined) throw new Error('no GetItem')
const identity = createIdentity({
  store,
  systemKey: kept.systemKey,
  root: { accessKeyId: 'AKIAROOT', secretAccessKey: new Secret('r'.repeat(40)), accountId },
  shared: false,
  vpcIds: [],
  clock: systemClock,
  random: systemRandom,
  logger: silentLogger,
})
const { authorizer } = identity
const authenticator = signatureAuthenticator(identity.credentials, systemClock)
await addReader(identity.state, accountId, table, keys)

const bodies = Array.from({ length: 2000 }, (_, at) =>
  JSON.stringify({ TableName: table, Key: { pk: { S: at % 2 === 0 ? 'ann' : 'shared' } } }),
)
const inputs = bodies.map((body) => decodeInput(getItem.inputShape, JSON.parse(body) as object))

/** As the AWS SDK for JavaScript sends it, with what it signs and what it does not. */
function requestOf(body: string): HttpRequest {
  const bytes = Buffer.from(body)
  const signed = signRequest(
    {
      method: 'POST',
      url: new URL(`https://${host}/`),
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': 'DynamoDB_20120810.GetItem',
        'amz-sdk-invocation-id': 'f81d4fae-7dec-11d0-a765-00a0c91e6bf6',
        'amz-sdk-request': 'attempt=1; max=3',
      },
      body: bytes,
    },
    {
      region,
      service: 'dynamodb',
      now: systemClock.now(),
      credential: { ...keys, secretAccessKey: new Secret(keys.secretAccessKey) },
    },
  )
  const all = {
    ...signed,
    'user-agent':
      'aws-sdk-js/3.1137.0 ua/2.1 os/linux#6.8 lang/js md/nodejs#20.20.2 api/dynamodb#3',
    'content-length': String(bytes.length),
    connection: 'keep-alive',
  }
  return {
    method: 'POST',
    url: '/',
    headers: all,
    rawHeaders: Object.entries(all).flat(),
    body: bytes,
    reserve: () => true,
    secureTransport: true,
    sourceIp: '127.0.0.1',
  }
}

async function accessesOf(at: number, context: RequestContext): Promise<Access[]> {
  const prepared = getItem?.prepare(inputs[at % inputs.length] ?? {}, context)
  return (await getItem?.accesses(prepared, context)) ?? []
}

const team = contextOf(teamCaller())
const teamAccesses = await Promise.all(inputs.map((_, at) => accessesOf(at, team)))
const decision = await microseconds((at) => {
  const [access] = teamAccesses[at] ?? []
  return access && authorizer.authorize(team, access)
})
console.log(`a decision over 20 policies of 10 statements: ${decision.toFixed(2)} us (goal: 10)`)

const scope = { region, alsoRegion: undefined, service: 'dynamodb' }
async function fromHeadersToDecision(): Promise<{ authenticated: number; both: number }> {
  const requests = bodies.map(requestOf)
  const first = requests[0]
  if (first === undefined) throw new Error('no request')
  const authenticated = await microseconds(async (at) => {
    await authenticator.authenticate(requests[at] ?? first, scope)
  })
  const both = await microseconds(async (at) => {
    const request = requests[at] ?? first
    const context = contextOf(await authenticator.authenticate(request, scope))
    const prepared = getItem?.prepare(inputs[at] ?? {}, context)
    const found = getItem?.accesses(prepared, context) ?? []
    for (const access of found instanceof Promise ? await found : found) {
      const later = authorizer.authorize(context, access)
      if (later !== undefined) await later
    }
  })
  return { authenticated, both }
}

for (const each of [0, 10_000]) {
  await populate(identity.state, accountId, each)
  const { authenticated, both } = await fromHeadersToDecision()
  console.log(
    `with ${String(each)} users, roles and policies: authentication ${authenticated.toFixed(1)} us, ` +
      `and authorization ${both.toFixed(1)} us in all (goal: 30)`,
  )
}
await identity.stop()
await store.close()
