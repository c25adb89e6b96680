import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { silentLogger, systemClock } from '../../base/index.ts'
import { rootCaller, type Caller } from '../../security/credentials/index.ts'
import {
  compilePolicies,
  parsePolicy,
  type CompiledPolicies,
  type PolicyKind,
} from '../../security/policy/index.ts'
import type { Access, RequestContext } from '../../services/operation.ts'
import { createPolicyAuthorizer } from './authorizer.ts'

const account = '111122223333'
const table = `arn:aws:dynamodb:us-east-1:${account}:table/Music`
const none = { clock: systemClock, logger: silentLogger, rcpOf: () => Promise.resolve(undefined) }
const authorizer = createPolicyAuthorizer(none)

function policies(kind: PolicyKind, ...statements: object[]): CompiledPolicies {
  const parsed = parsePolicy(JSON.stringify({ Version: '2012-10-17', Statement: statements }), kind)
  assert(parsed.ok, JSON.stringify(parsed))
  return compilePolicies(kind, [{ id: 'p', policy: parsed.policy }])
}

function user(identity: CompiledPolicies | undefined, more: Partial<Caller> = {}): Caller {
  const arn = `arn:aws:iam::${account}:user/ann`
  return {
    ...rootCaller(account, 'AKIATEST'),
    arn,
    principalArn: arn,
    kind: 'user',
    principal: { kind: 'user', account, arn, id: 'AIDAANN' },
    userId: 'AIDAANN',
    userName: 'ann',
    policies: { identity },
    ...more,
  }
}

function request(caller: Caller, more: Partial<RequestContext> = {}): RequestContext {
  const facts = { requestId: 'r', region: 'us-east-1', secureTransport: true, sourceIp: '10.0.0.1' }
  return { ...facts, caller, ...more }
}

async function effect(context: RequestContext, access: Partial<Access> = {}): Promise<string> {
  const full = { action: 'dynamodb:GetItem', resource: table, ...access }
  return (await authorizer.decide(context, full)).effect
}

const allow = { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }
const when = (condition: object): object => ({ ...allow, Condition: condition })

describe('createPolicyAuthorizer', () => {
  it('lets root do all, and a user what a policy allows', async () => {
    assert.equal(await effect(request(rootCaller(account, 'AKIAROOT'))), 'allow')
    assert.equal(await effect(request(user(undefined))), 'implicit-deny')
    assert.equal(await effect(request(user(policies('identity', allow)))), 'allow')
  })

  it('denies in the words of the service', async () => {
    await assert.rejects(
      async () =>
        authorizer.authorize(request(user(undefined)), {
          action: 'dynamodb:GetItem',
          resource: table,
        }),
      {
        code: 'AccessDeniedException',
        message: `User: arn:aws:iam::${account}:user/ann is not authorized to perform: dynamodb:GetItem on resource: ${table} because no identity-based policy allows the dynamodb:GetItem action`,
      },
    )
  })

  it('fills the keys of transport, network and caller from facts', async () => {
    const tls = user(policies('identity', when({ Bool: { 'aws:SecureTransport': 'true' } })))
    assert.equal(await effect(request(tls)), 'allow')
    assert.equal(await effect(request(tls, { secureTransport: false })), 'implicit-deny')
    const near = user(policies('identity', when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })))
    assert.equal(await effect(request(near)), 'allow')
    const endpoint = {
      id: 'vpce-1',
      vpcId: 'vpc-1',
      policy: policies('endpoint', { ...allow, Principal: '*' }),
    }
    assert.equal(await effect(request(near, { endpoint })), 'implicit-deny')
    const vpc = user(policies('identity', when({ StringEquals: { 'aws:SourceVpce': 'vpce-1' } })))
    assert.equal(await effect(request(vpc, { endpoint })), 'allow')
    assert.equal(await effect(request(vpc)), 'implicit-deny')
    const named = user(policies('identity', when({ StringEquals: { 'aws:username': 'ann' } })))
    assert.equal(await effect(request(named)), 'allow')
  })

  it('asks the endpoint policy too', async () => {
    const only = { ...allow, Principal: '*', Resource: `${table}x` }
    const endpoint = { id: 'vpce-1', vpcId: 'vpc-1', policy: policies('endpoint', only) }
    const caller = user(policies('identity', allow))
    assert.equal(await effect(request(caller, { endpoint })), 'implicit-deny')
    assert.equal(await effect(request(caller, { endpoint }), { resource: `${table}x` }), 'allow')
    const root = rootCaller(account, 'AKIAROOT')
    assert.equal(await effect(request(root, { endpoint })), 'implicit-deny')
  })

  it('knows MFA of sessions only, and leaves the key out for long-term keys', async () => {
    const strict = policies('identity', allow, {
      ...allow,
      Effect: 'Deny',
      Condition: { BoolIfExists: { 'aws:MultiFactorAuthPresent': 'false' } },
    })
    assert.equal(await effect(request(user(strict))), 'explicit-deny')
    const session = {
      origin: 'session-token' as const,
      issuedAt: 0,
      expiresAt: 1,
      transitiveTagKeys: [],
      tags: new Map(),
    }
    const plain = policies('identity', when({ Bool: { 'aws:MultiFactorAuthPresent': 'true' } }))
    assert.equal(await effect(request(user(plain))), 'implicit-deny')
    assert.equal(await effect(request(user(plain, { session }))), 'implicit-deny')
    const withMfa = { ...session, mfaAt: 5 }
    assert.equal(await effect(request(user(plain, { session: withMfa }))), 'allow')
    assert.equal(await effect(request(user(strict, { session: withMfa }))), 'allow')
  })

  it('takes conditions and the policy of the resource from the access', async () => {
    const leading = when({
      'ForAllValues:StringEquals': { 'dynamodb:LeadingKeys': ['${aws:username}'] },
    })
    const caller = request(user(policies('identity', leading)))
    const conditions = (key: string): Partial<Access> => ({
      conditions: { 'dynamodb:LeadingKeys': [key] },
    })
    assert.equal(await effect(caller, conditions('ann')), 'allow')
    assert.equal(await effect(caller, conditions('bob')), 'implicit-deny')
    const arn = `arn:aws:iam::${account}:user/ann`
    const resourcePolicy = policies('resource', { ...allow, Principal: { AWS: arn } })
    assert.equal(await effect(request(user(undefined)), { resourcePolicy }), 'allow')
    const foreign = { resource: table.replace(account, '444455556666'), resourcePolicy }
    assert.equal(await effect(request(user(undefined)), foreign), 'implicit-deny')
  })

  it('hides the network of a call that a service makes on behalf of the caller', async () => {
    const near = user(policies('identity', when({ IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } })))
    const calledVia = 'dynamodb.amazonaws.com'
    assert.equal(await effect(request(near), { calledVia }), 'implicit-deny')
    const via = user(policies('identity', when({ Bool: { 'aws:ViaAWSService': 'true' } })))
    assert.equal(await effect(request(via), { calledVia }), 'allow')
    assert.equal(await effect(request(via)), 'implicit-deny')
  })
})
