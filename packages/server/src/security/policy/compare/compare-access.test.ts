import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parsePolicy } from '../parse.ts'
import { accessGranted, compareAccess, newAccess, type ComparableKind } from './index.ts'

const table = 'arn:aws:dynamodb:eu-west-1:111111111111:table/'
/** The resource that is shown where any would do. */
const any = 'arn:aws:dynamodb:eu-west-1:123456789012:table/Example'
const account = { AWS: '111111111111' }
const ann = { AWS: 'arn:aws:iam::111111111111:user/ann' }

function texts(...statements: object[]): { policies: { id: string; document: string }[] } {
  const document = JSON.stringify({ Version: '2012-10-17', Statement: statements })
  return { policies: statements.length === 0 ? [] : [{ id: 'policy', document }] }
}

function allow(more: object): object {
  return { Effect: 'Allow', Action: 'dynamodb:GetItem', Resource: '*', ...more }
}

function outcome(kind: ComparableKind, before: object[], after: object[]): string {
  const comparison = newAccess(kind, texts(...before), texts(...after))
  if (comparison.outcome !== 'new-access') return comparison.outcome
  const { action, resource, context, worth } = comparison.witness
  return [action, resource, ...[...context].flat().map(String), worth].join(' ')
}

test('what says the same in other words is no new access', () => {
  const same: [ComparableKind, object[], object[]][] = [
    ['identity', [], []],
    ['identity', [allow({ Action: 'dynamodb:*' })], [allow({ Action: 'dynamodb:Get*' })]],
    ['identity', [allow({ Action: 'DynamoDB:getitem' })], [allow({})]],
    [
      'identity',
      [allow({ Action: ['dynamodb:GetItem', 'dynamodb:PutItem'] })],
      [allow({ Action: 'dynamodb:PutItem' }), allow({})],
    ],
    ['identity', [allow({ Resource: `${table}B*` })], [allow({ Resource: `${table}B?oks*` })]],
    ['identity', [allow({})], [allow({ Condition: { Bool: { 'aws:SecureTransport': 'true' } } })]],
    [
      'identity',
      [allow({ Condition: { IpAddress: { 'aws:SourceIp': '10.0.0.0/8' } } })],
      [allow({ Condition: { IpAddress: { 'aws:SourceIp': ['10.0.0.0/9', '10.128.0.0/9'] } } })],
    ],
    [
      'identity',
      [allow({ Resource: `${table}*` })],
      [allow({ Resource: `${table}\${aws:username}-*` })],
    ],
    // One of the two conditions holds, whatever the value and even without one.
    [
      'identity',
      [
        allow({ Condition: { StringEqualsIfExists: { 'aws:username': 'ann' } } }),
        allow({ Condition: { StringNotEquals: { 'aws:username': 'ann' } } }),
      ],
      [allow({})],
    ],
    ['identity', [allow({}), { ...allow({}), Effect: 'Deny' }], []],
    ['resource', [allow({ Principal: '*' })], [allow({ Principal: account })]],
  ]
  for (const [kind, before, after] of same) {
    assert.equal(outcome(kind, before, after), 'no-new-access', JSON.stringify(after))
  }
})

test('what is new is shown by a request', () => {
  const get = 'dynamodb:GetItem'
  const cases: [ComparableKind, object[], object[], string][] = [
    ['identity', [], [allow({})], `${get} ${any} 1`],
    [
      'identity',
      [allow({ Resource: `${table}a` })],
      [allow({ Resource: [`${table}a`, `${table}b`] })],
      `${get} ${table}b 1`,
    ],
    [
      'identity',
      [allow({ Condition: { NumericLessThan: { 'aws:MultiFactorAuthAge': '5' } } })],
      [allow({ Condition: { NumericLessThanEquals: { 'aws:MultiFactorAuthAge': '5' } } })],
      `${get} ${any} aws:multifactorauthage 5 1`,
    ],
    [
      'identity',
      [allow({ Resource: `${table}\${aws:username}` })],
      [allow({ Resource: `${table}\${aws:username}*` })],
      `${get} ${table}example1x aws:username example1 1`,
    ],
    // A user needs no policies of their own where they are named, and an account's do.
    [
      'resource',
      [allow({ Principal: account })],
      [allow({ Principal: account }), allow({ Principal: ann })],
      `${get} ${any} 2`,
    ],
    // Whoever the resource's policy held back, and whose own policies allow, is let in.
    ['resource', [{ ...allow({ Principal: ann }), Effect: 'Deny' }], [], `${get} ${any} 0`],
  ]
  for (const [kind, before, after, expected] of cases) {
    assert.equal(outcome(kind, before, after), expected)
  }
})

test('a value in a list counts as one of many', () => {
  const leading = { 'dynamodb:LeadingKeys': ['ann', 'bob'] }
  const all = allow({ Condition: { 'ForAllValues:StringEquals': leading } })
  const some = allow({ Condition: { 'ForAnyValue:StringEquals': leading } })
  assert.equal(
    outcome('identity', [all], [some]),
    `dynamodb:GetItem ${any} dynamodb:leadingkeys example,ann 1`,
  )
  const present = { Null: { 'dynamodb:LeadingKeys': 'false' } }
  const safe = allow({ Condition: { 'ForAllValues:StringEquals': leading, ...present } })
  assert.equal(outcome('identity', [some], [safe]), 'no-new-access')
})

test('a boundary limits on either side', () => {
  const all = texts(allow({ Action: '*' })).policies
  const get = texts(allow({})).policies
  const within = { policies: all, boundary: get }
  assert.equal(newAccess('identity', { policies: get }, within).outcome, 'no-new-access')
  assert.equal(newAccess('identity', within, { policies: all }).outcome, 'new-access')
  assert.equal(newAccess('identity', within, { ...within, boundary: all }).outcome, 'new-access')
})

test('who has a boundary is not exempt from a Deny by NotPrincipal, and gains where it goes', () => {
  const allowAll = { ...allow({ Action: 'kms:Decrypt' }), Principal: '*' }
  const others = { AWS: [ann.AWS, account.AWS] }
  const denyOthers = { Effect: 'Deny', NotPrincipal: others, Action: 'kms:Decrypt', Resource: '*' }
  const allowAnn = { ...allowAll, Principal: ann }
  const comparison = newAccess('key', texts(allowAll, allowAnn, denyOthers), texts(allowAnn))
  assert.equal(comparison.outcome, 'new-access')
  assert.equal(comparison.witness.bounded, true)
})

test('what is too large to compare, or cannot be read, may permit more', () => {
  const parsed = parsePolicy(
    texts(allow({ Action: 'a:*b*c' })).policies[0]?.document ?? '',
    'identity',
  )
  assert(parsed.ok)
  const policies = [{ id: 'policy', policy: parsed.policy }]
  const { outcome: found } = compareAccess(
    'identity',
    { policies: [] },
    { policies },
    { steps: 20 },
  )
  assert.equal(found, 'may-permit-more')
  const broken = { policies: [{ id: 'broken', document: '{' }] }
  assert.equal(newAccess('identity', broken, broken).outcome, 'may-permit-more')
})

test('the statements that permit more are named', () => {
  const after = texts(
    allow({ Sid: 'old' }),
    allow({ Sid: 'a', Action: 'a:B' }),
    allow({ Action: 'c:D' }),
  )
  const comparison = newAccess('identity', texts(allow({})), after, { everyStatement: true })
  assert(comparison.outcome === 'new-access')
  assert.deepEqual(
    comparison.statements.map(({ index, sid }) => [index, sid]),
    [
      [1, 'a'],
      [2, undefined],
    ],
  )
})

test('sought access is granted where the policy allows some of it', () => {
  const document = texts(allow({ Action: 'dynamodb:*', Resource: `${table}a*` })).policies[0]
    ?.document
  const parsed = parsePolicy(document ?? '', 'identity')
  assert(parsed.ok)
  const policies = [{ id: 'policy', policy: parsed.policy }]
  const granted = (actions?: string[], resources?: string[]): string => {
    const found = accessGranted('identity', policies, { actions, resources })
    return found.ok ? found.comparison.outcome : found.message
  }
  assert.equal(granted(['dynamodb:PutItem']), 'new-access')
  assert.equal(granted(['kms:Decrypt']), 'no-new-access')
  assert.equal(granted(undefined, [`${table}b`]), 'no-new-access')
  assert.equal(granted(undefined, [`${table}*b`]), 'new-access')
  assert.match(granted(['nonsense']), /prefaced by a vendor/)
})
