import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { Send } from '../inquiry.ts'
import { mayDo, principals, type Principal } from './principals.ts'

const policy = (...Statement: object[]): string =>
  encodeURIComponent(JSON.stringify({ Version: '2012-10-17', Statement }))
const all = { Effect: 'Allow', Action: '*', Resource: '*' }
const reads = { ...all, Action: 'dynamodb:GetItem' }
const inline = (...statements: object[]) => [{ PolicyDocument: policy(...statements) }]

/** What is known where IAM answers these pages. */
async function found(...pages: object[]): Promise<ReadonlyMap<string, Principal>> {
  const asked: unknown[] = []
  const send = (_name: string, input: object) => {
    const page = asked.push(input)
    const last = page === pages.length
    return Promise.resolve({ ...pages[page - 1], IsTruncated: !last, Marker: String(page) })
  }
  const list = await principals.load(send as unknown as Send, () => {
    throw new Error('no other survey is needed')
  })
  assert.equal(asked.length, pages.length)
  assert.deepEqual(asked[1] ?? { MaxItems: 100, Marker: '1' }, { MaxItems: 100, Marker: '1' })
  return new Map(list.map((one) => [one.name, one]))
}

describe('who may do what', () => {
  const may = async (user: object, action = 'dynamodb:GetItem', ...more: object[]) => {
    const known = await found({ UserDetailList: [{ UserName: 'u', ...user }] }, ...more)
    const one = known.get('user u')
    assert(one !== undefined)
    return mayDo(one, action)
  }

  it('follows from the policies of a user', async () => {
    assert.equal(await may({}), false)
    assert.equal(await may({ UserPolicyList: inline(reads) }), true)
    assert.equal(await may({ UserPolicyList: inline(reads) }, 'kms:Decrypt'), false)
    const NotAction = 'iam:*'
    const others = { Effect: 'Allow', NotAction, Resource: '*' }
    assert.equal(await may({ UserPolicyList: inline(others) }), true)
    assert.equal(await may({ UserPolicyList: inline(others) }, 'iam:PutUserPolicy'), false)
  })

  it('counts what is of every table or key, and under no condition', async () => {
    const on = (Resource: string, more: object = {}) =>
      may({ UserPolicyList: inline({ ...reads, Resource, ...more }) })
    assert.equal(await on('arn:aws:dynamodb:us-east-1:111122223333:table/*'), true)
    assert.equal(await on('arn:aws:dynamodb:*:*:*'), true)
    assert.equal(await on('arn:aws:dynamodb:us-east-1:111122223333:table/Music'), false)
    assert.equal(await on('arn:aws:dynamodb:us-east-1:111122223333:table/M*'), false)
    assert.equal(await on('*', { Condition: { Bool: { 'aws:SecureTransport': 'true' } } }), false)
  })

  it('is less what is denied of everything, and not what is denied of something', async () => {
    const denies = (more: object) =>
      may({ UserPolicyList: inline(all, { ...reads, Effect: 'Deny', ...more }) })
    assert.equal(await denies({}), false)
    assert.equal(await denies({ Action: 'dynamodb:PutItem' }), true)
    assert.equal(await denies({ Resource: 'arn:aws:dynamodb:us-east-1:1:table/Music' }), true)
  })

  it('follows from groups and managed policies, in their current version, on every page', async () => {
    const Policies = [
      {
        Arn: 'managed',
        PolicyVersionList: [
          { IsDefaultVersion: false, Document: policy(all) },
          { IsDefaultVersion: true, Document: policy(reads) },
        ],
      },
    ]
    const attached = [{ PolicyArn: 'managed' }]
    const rest = { Policies }
    assert.equal(await may({ AttachedManagedPolicies: attached }, 'dynamodb:GetItem', rest), true)
    assert.equal(await may({ AttachedManagedPolicies: attached }, 'kms:Decrypt', rest), false)
    const GroupList = ['readers']
    const readers = { GroupName: 'readers', GroupPolicyList: inline(reads) }
    const byManaged = { GroupName: 'readers', AttachedManagedPolicies: attached }
    const get = 'dynamodb:GetItem'
    assert.equal(await may({ GroupList }, get, { GroupDetailList: [readers] }), true)
    assert.equal(await may({ GroupList }, get, { ...rest, GroupDetailList: [byManaged] }), true)
    assert.equal(await may({}, get, { GroupDetailList: [readers] }), false)
  })

  it('is held by a boundary, also by one that is not known', async () => {
    const user = {
      UserPolicyList: inline(all),
      PermissionsBoundary: { PermissionsBoundaryArn: 'boundary' },
    }
    const PolicyVersionList = [{ IsDefaultVersion: true, Document: policy(reads) }]
    const Policies = [{ Arn: 'boundary', PolicyVersionList }]
    assert.equal(await may(user, 'dynamodb:GetItem', { Policies }), true)
    assert.equal(await may(user, 'kms:Decrypt', { Policies }), false)
    assert.equal(await may(user), false)
  })

  it('is told of roles, with who may take them, but not of what an assessment made', async () => {
    const trusted = {
      Effect: 'Allow',
      Principal: { AWS: '444455556666' },
      Action: 'sts:AssumeRole',
    }
    const role = { RolePolicyList: inline(reads), AssumeRolePolicyDocument: policy(trusted) }
    const known = await found({
      RoleDetailList: [
        { ...role, RoleName: 'reader' },
        { ...role, RoleName: 'strongroom-assess-1' },
      ],
      UserDetailList: [{ UserName: 'strongroom-assess-1' }],
    })
    assert.deepEqual([...known.keys()], ['role reader'])
    const reader = known.get('role reader')
    assert(reader !== undefined)
    assert.equal(mayDo(reader, 'dynamodb:GetItem'), true)
    assert.deepEqual(
      reader.trust.map((one) => one.principals),
      [['444455556666']],
    )
  })
})
