import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { authorize } from './authorize.ts'
import { compilePolicies, type NamedPolicy } from './compile.ts'
import { requestContext } from './context.ts'
import { parsePolicy } from './parse.ts'

const account = '111122223333'
const table = `arn:aws:dynamodb:us-east-1:${account}:table/Books`
const principal = {
  kind: 'user',
  account,
  arn: `arn:aws:iam::${account}:user/ann`,
  id: 'AIDAANN',
} as const

function policy(id: string, statements: readonly object[], version = '2012-10-17'): NamedPolicy {
  const parsed = parsePolicy(
    JSON.stringify({ Version: version, Statement: statements }),
    'identity',
  )
  assert(parsed.ok, JSON.stringify(parsed))
  return { id, policy: parsed.policy }
}

function decide(policies: readonly NamedPolicy[], context: Record<string, string>) {
  const decision = authorize(
    {
      principal,
      action: 'dynamodb:GetItem',
      resource: table,
      resourceAccount: account,
      context: requestContext(Object.entries(context)),
    },
    { identity: compilePolicies('identity', policies) },
  )
  const named = decision.determining.map(({ policyId, index }) => `${policyId}[${String(index)}]`)
  return { effect: decision.effect, named, failed: decision.failed.length }
}

const allow = { Effect: 'Allow', Action: 'dynamodb:*', Resource: '*' }
const overTls = {
  Effect: 'Deny',
  Action: '*',
  Resource: '*',
  Condition: { Bool: { 'aws:SecureTransport': 'false' } },
}

describe('statements that say the same', () => {
  it('are all named, in the order of their policies', () => {
    const policies = ['a', 'b', 'c'].map((id) =>
      policy(id, [allow, { ...overTls, Resource: table }, overTls]),
    )
    assert.deepEqual(decide(policies, { 'aws:SecureTransport': 'true' }), {
      effect: 'allow',
      named: ['a[0]', 'b[0]', 'c[0]'],
      failed: 0,
    })
    assert.deepEqual(decide(policies, { 'aws:SecureTransport': 'false' }), {
      effect: 'explicit-deny',
      named: ['a[1]', 'a[2]', 'b[1]', 'b[2]', 'c[1]', 'c[2]'],
      failed: 0,
    })
    // Cannot be told: every one of the Denies failed, and denies.
    assert.equal(decide(policies, { 'aws:SecureTransport': 'maybe' }).failed, 6)
  })

  it('are told from those that differ in version, effect, condition or resource alone', () => {
    const own = {
      ...allow,
      Condition: { StringEquals: { 'aws:username': '${aws:PrincipalTag/team}' } },
    }
    const others = ['x', 'y', 'z'].map((id) =>
      policy(id, [{ ...allow, Resource: `${table}s` }, overTls]),
    )
    const known = { 'aws:SecureTransport': 'true', 'aws:username': 'ann' }
    // A variable is plain text under the older version.
    const older = policy('older', [own], '2008-10-17')
    const newer = policy('newer', [own])
    const tagged = { ...known, 'aws:PrincipalTag/team': 'ann' }
    assert.deepEqual(decide([older, newer, ...others], tagged).named, ['newer[0]'])
    assert.deepEqual(decide([newer, older, ...others], tagged).named, ['newer[0]'])
    assert.equal(decide([older, ...others], tagged).effect, 'implicit-deny')

    const deny = { ...own, Effect: 'Deny' }
    assert.equal(decide([newer, policy('deny', [deny]), ...others], tagged).effect, 'explicit-deny')

    const open = { ...allow, Resource: `arn:aws:dynamodb:*:*:table/\${aws:PrincipalTag/table}` }
    const fixed = { ...allow, Resource: 'arn:aws:dynamodb:*:*:table/Books' }
    const two = [policy('open', [open]), policy('fixed', [fixed]), ...others]
    assert.deepEqual(decide(two, known).named, ['fixed[0]'])
    assert.deepEqual(decide(two, { ...known, 'aws:PrincipalTag/table': 'Books' }).named, [
      'open[0]',
      'fixed[0]',
    ])
  })
})
