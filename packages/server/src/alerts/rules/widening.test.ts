import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CloudTrailRecord } from '../../audit/index.ts'
import { alertEvent, type Finding } from '../events/index.ts'
import { MapMemory } from '../events/memory.test-support.ts'
import { policyPermitsMore } from './policy-permits-more.ts'
import { account, record } from './record.test-support.ts'

type Events = readonly CloudTrailRecord[]

const statement = (Effect: string, Action: string, more: object = {}) => ({
  Effect,
  Action,
  Resource: '*',
  ...more,
})
const policy = (...Statement: object[]) => JSON.stringify({ Version: '2012-10-17', Statement })
const get = policy(statement('Allow', 'dynamodb:GetItem'))
const put = policy(statement('Allow', 'dynamodb:PutItem'))
const noGet = policy(statement('Deny', 'dynamodb:GetItem'))
const noPut = policy(statement('Deny', 'dynamodb:PutItem'))
const everybody = { Principal: '*' }
const forAll = (action: string) => policy(statement('Allow', action, everybody))
const noneMay = (action: string) => policy(statement('Deny', action, everybody))
const trust = (name: string) =>
  policy({
    Effect: 'Allow',
    Action: 'sts:AssumeRole',
    Principal: { AWS: `arn:aws:iam::${account}:user/${name}` },
  })

const rule = policyPermitsMore({
  awsManaged: () => undefined,
  defaultKeyPolicy: () => forAll('kms:DescribeKey'),
  defaultEndpointPolicy: forAll('*'),
})

/** The findings of each event. */
async function findings(events: Events): Promise<readonly (readonly Finding[])[]> {
  const memory = new MapMemory()
  const found: (readonly Finding[])[] = []
  for (const each of events) {
    const event = alertEvent(each)
    found.push(rule.pattern.matches({ ...event }) ? await rule.judge(event, memory) : [])
  }
  return found
}

const arn = `arn:aws:iam::${account}:policy/P`
const iam = (name: string, parameters: object) => record('iam', name, { ...parameters })
const userPolicy = (verb: string, policyName: string, policyDocument?: string) =>
  iam(`${verb}UserPolicy`, { userName: 'Ann', policyName, policyDocument })
const user = iam('CreateUser', { userName: 'Ann' })
const role = iam('CreateRole', { roleName: 'R', assumeRolePolicyDocument: trust('Ann') })
const group = iam('CreateGroup', { groupName: 'G' })
const named = { user: { userName: 'Ann' }, group: { groupName: 'G' }, role: { roleName: 'R' } }
const managed = (policyDocument: string) => iam('CreatePolicy', { policyName: 'P', policyDocument })
const attach = iam('AttachUserPolicy', { ...named.user, policyArn: arn })
const version = (policyDocument: string, setAsDefault: boolean) =>
  iam('CreatePolicyVersion', { policyArn: arn, policyDocument, setAsDefault })
const setDefault = (versionId: string) =>
  iam('SetDefaultPolicyVersion', { policyArn: arn, versionId })
const bound = (policyArn: string) =>
  iam('PutUserPermissionsBoundary', { ...named.user, permissionsBoundary: policyArn })
const joined = iam('AddUserToGroup', { ...named.user, ...named.group })
const left = iam('RemoveUserFromGroup', { ...named.user, ...named.group })
const groupPolicy = (document: string) =>
  iam('PutGroupPolicy', { ...named.group, policyName: 'p', policyDocument: document })

const table = `arn:aws:dynamodb:us-east-1:${account}:table/T`
const tablePolicy = (text: string) =>
  record('dynamodb', 'PutResourcePolicy', { resourceArn: table, policy: text })
const noTablePolicy = record('dynamodb', 'DeleteResourcePolicy', { resourceArn: table })

const key = `arn:aws:kms:us-east-1:${account}:key/k`
const resources = [{ accountId: account, type: 'AWS::KMS::Key', ARN: key }]
const kms = (name: string, parameters: object, more: Partial<CloudTrailRecord> = {}) =>
  record('kms', name, { ...parameters }, { resources, ...more })
const madeKey = kms('CreateKey', {}, { responseElements: { keyMetadata: { arn: key } } })
const keyPolicy = (policyText: string) => kms('PutKeyPolicy', { keyId: 'k', policy: policyText })
const ann = `arn:aws:iam::${account}:user/Ann`
const grant = (grantId: string, operations: readonly string[], more: object = {}) =>
  kms(
    'CreateGrant',
    { keyId: 'k', granteePrincipal: ann, operations, ...more },
    { responseElements: { grantId } },
  )
const team = { constraints: { encryptionContextSubset: { team: 'a' } } }
const exactly = { constraints: { encryptionContextEquals: { team: 'a' } } }

const endpointId = { vpcEndpointId: 'vpce-1' }
const endpoint = (policyDocument?: string) =>
  record(
    'ec2',
    'CreateVpcEndpoint',
    { vpcId: 'vpc-1', policyDocument },
    { responseElements: { vpcEndpoint: endpointId } },
  )
const modify = (more: object) => record('ec2', 'ModifyVpcEndpoint', { ...endpointId, ...more })

const control = (verb: string, type: string, policyName: string, more: object = {}) =>
  record('organizations', `${verb}Policy`, {
    policyName,
    policyType: `${type}_CONTROL_POLICY`,
    targetId: 'all',
    ...more,
  })

const byTag = (name: string) =>
  policy(statement('Allow', 'dynamodb:*', { Condition: { StringEquals: { [name]: 'a' } } }))
const tags = { tags: [{ key: 'Team', value: 'a' }] }
const kmsTags = { tags: [{ tagKey: 'Team', tagValue: 'a' }] }
const asks = (name: string) => [user, userPolicy('Put', 'p', byTag(name))]

/** What was before, what widens access, and what does not. */
const cases: readonly (readonly [string, Events, CloudTrailRecord, CloudTrailRecord])[] = [
  ['PutUserPolicy', [user], userPolicy('Put', 'p', get), userPolicy('Put', 'p', noGet)],
  [
    'DeleteUserPolicy, of a Deny',
    [user, userPolicy('Put', 'a', get), userPolicy('Put', 'd', noGet)],
    userPolicy('Delete', 'd'),
    userPolicy('Delete', 'a'),
  ],
  [
    'PutGroupPolicy',
    [group],
    groupPolicy(get),
    iam('DeleteGroupPolicy', { ...named.group, policyName: 'p' }),
  ],
  [
    'DeleteGroupPolicy, of a Deny',
    [group, groupPolicy(noGet)],
    iam('DeleteGroupPolicy', { ...named.group, policyName: 'p' }),
    groupPolicy(policy(statement('Deny', 'dynamodb:*'))),
  ],
  [
    'PutRolePolicy',
    [role],
    iam('PutRolePolicy', { ...named.role, policyName: 'p', policyDocument: get }),
    iam('DeleteRolePolicy', { ...named.role, policyName: 'p' }),
  ],
  ['AttachUserPolicy', [user, managed(get)], attach, { ...attach, eventName: 'DetachUserPolicy' }],
  [
    'AttachRolePolicy',
    [role, managed(get)],
    iam('AttachRolePolicy', { ...named.role, policyArn: arn }),
    iam('DetachRolePolicy', { ...named.role, policyArn: arn }),
  ],
  [
    'AttachGroupPolicy',
    [group, managed(get)],
    iam('AttachGroupPolicy', { ...named.group, policyArn: arn }),
    iam('DetachGroupPolicy', { ...named.group, policyArn: arn }),
  ],
  [
    'DetachUserPolicy, of a Deny',
    [user, userPolicy('Put', 'a', get), managed(noGet), attach],
    { ...attach, eventName: 'DetachUserPolicy' },
    userPolicy('Delete', 'a'),
  ],
  ['CreatePolicyVersion', [user, managed(get), attach], version(put, true), version(put, false)],
  [
    'SetDefaultPolicyVersion',
    [user, managed(get), attach, version(put, false), version(noGet, false)],
    setDefault('v2'),
    setDefault('v3'),
  ],
  ['AddUserToGroup', [user, group, groupPolicy(get)], joined, userPolicy('Put', 'd', noPut)],
  [
    'RemoveUserFromGroup, of one with a Deny',
    [user, userPolicy('Put', 'a', get), group, groupPolicy(noGet), joined],
    left,
    userPolicy('Delete', 'a'),
  ],
  [
    'PutUserPermissionsBoundary, a wider one',
    [
      user,
      userPolicy('Put', 'a', get),
      iam('CreatePolicy', { policyName: 'Q', policyDocument: put }),
      managed(get),
      bound(`arn:aws:iam::${account}:policy/Q`),
    ],
    bound(arn),
    bound(`arn:aws:iam::${account}:policy/Q`),
  ],
  [
    'DeleteUserPermissionsBoundary',
    [user, userPolicy('Put', 'a', get), managed(put), bound(arn)],
    iam('DeleteUserPermissionsBoundary', named.user),
    userPolicy('Put', 'b', noPut),
  ],
  [
    'DeleteRolePermissionsBoundary',
    [
      iam('CreateRole', { ...named.role, assumeRolePolicyDocument: trust('Ann') }),
      iam('PutRolePolicy', { ...named.role, policyName: 'p', policyDocument: get }),
      managed(put),
      iam('PutRolePermissionsBoundary', { ...named.role, permissionsBoundary: arn }),
    ],
    iam('DeleteRolePermissionsBoundary', named.role),
    iam('PutRolePermissionsBoundary', { ...named.role, permissionsBoundary: arn }),
  ],
  [
    'UpdateAssumeRolePolicy',
    [role],
    iam('UpdateAssumeRolePolicy', { ...named.role, policyDocument: trust('Bob') }),
    iam('UpdateAssumeRolePolicy', { ...named.role, policyDocument: trust('Ann') }),
  ],
  [
    'PutResourcePolicy',
    [],
    tablePolicy(forAll('dynamodb:GetItem')),
    tablePolicy(noneMay('dynamodb:GetItem')),
  ],
  [
    'DeleteResourcePolicy, of a Deny',
    [tablePolicy(noneMay('dynamodb:GetItem'))],
    noTablePolicy,
    tablePolicy(noneMay('dynamodb:*')),
  ],
  [
    'CreateTable with a policy',
    [],
    record(
      'dynamodb',
      'CreateTable',
      { tableName: 'T', resourcePolicy: forAll('dynamodb:GetItem') },
      { resources: [{ accountId: account, type: 'AWS::DynamoDB::Table', ARN: table }] },
    ),
    record('dynamodb', 'CreateTable', { tableName: 'T' }),
  ],
  ['PutKeyPolicy', [madeKey], keyPolicy(forAll('kms:Decrypt')), keyPolicy(noneMay('kms:Decrypt'))],
  [
    'CreateGrant',
    [madeKey],
    grant('g', ['Decrypt']),
    kms('RevokeGrant', { keyId: 'k', grantId: 'g' }),
  ],
  [
    'CreateGrant with wider constraints',
    [grant('g', ['Decrypt', 'DescribeKey'], team)],
    grant('h', ['Decrypt']),
    grant('h', ['Decrypt'], exactly),
  ],
  [
    'CreateGrant of another operation',
    [grant('g', ['Decrypt', 'Encrypt'])],
    grant('h', ['CreateGrant']),
    grant('h', ['Encrypt'], team),
  ],
  [
    'CreateGrant after one that was retired, by a token or not',
    [grant('g', ['Decrypt']), kms('RetireGrant', {})],
    grant('h', ['Decrypt']),
    kms('RetireGrant', { keyId: 'k', grantId: 'h' }),
  ],
  [
    'CreateVpcEndpoint',
    [],
    endpoint(),
    record('ec2', 'DeleteVpcEndpoints', { vpcEndpointIds: ['vpce-1'] }),
  ],
  [
    'ModifyVpcEndpoint',
    [endpoint(forAll('dynamodb:GetItem'))],
    modify({ resetPolicy: true }),
    modify({
      policyDocument: policy(
        statement('Allow', 'dynamodb:GetItem', { ...everybody, Resource: table }),
      ),
    }),
  ],
  [
    'DetachPolicy, of a Deny of a service control policy',
    [control('Attach', 'SERVICE', 'd', { content: noGet })],
    control('Detach', 'SERVICE', 'd'),
    control('Attach', 'SERVICE', 'e', { content: noPut }),
  ],
  [
    'AttachPolicy, of an Allow where FullAWSAccess is not',
    [
      control('Attach', 'SERVICE', 'a', { content: get }),
      control('Detach', 'SERVICE', 'FullAWSAccess'),
    ],
    control('Attach', 'SERVICE', 'b', { content: put }),
    control('Attach', 'SERVICE', 'b', { content: get }),
  ],
  [
    'AttachPolicy, of another text under the name of one that others have',
    [control('Attach', 'SERVICE', 'd', { content: noGet, targetId: '444455556666' })],
    control('Attach', 'SERVICE', 'd', { content: noPut }),
    control('Attach', 'SERVICE', 'd', { content: policy(statement('Deny', 'dynamodb:*')) }),
  ],
  [
    'DetachPolicy, of a resource control policy',
    [control('Attach', 'RESOURCE', 'd', { content: noneMay('dynamodb:GetItem') })],
    control('Detach', 'RESOURCE', 'd'),
    control('Attach', 'RESOURCE', 'e', { content: noneMay('kms:Decrypt') }),
  ],
  [
    'TagUser',
    asks('aws:PrincipalTag/team'),
    iam('TagUser', { ...named.user, ...tags }),
    iam('TagUser', { ...named.user, tags: [{ key: 'Colour', value: 'a' }] }),
  ],
  [
    'TagUser, of a variable in escapes',
    [
      user,
      userPolicy(
        'Put',
        'p',
        get.replace('"*"', '"arn:aws:dynamodb:*:*:table/${\\u0061ws:PrincipalTag/team, \'none\'}"'),
      ),
    ],
    iam('TagUser', { ...named.user, ...tags }),
    iam('TagUser', { ...named.user, tags: [{ key: 'Colour', value: 'a' }] }),
  ],
  [
    'UntagUser',
    asks('aws:PrincipalTag/Team'),
    iam('UntagUser', { ...named.user, tagKeys: ['team'] }),
    iam('UntagUser', { ...named.user, tagKeys: ['colour'] }),
  ],
  [
    'CreateUser with tags',
    [tablePolicy(byTag('aws:PrincipalTag/team'))],
    iam('CreateUser', { userName: 'Bob', ...tags }),
    iam('CreateUser', { userName: 'Bob' }),
  ],
  [
    'TagRole',
    [role, ...asks('aws:PrincipalTag/team')],
    iam('TagRole', { ...named.role, ...tags }),
    iam('UntagRole', { ...named.role, tagKeys: ['colour'] }),
  ],
  [
    'TagPolicy',
    asks('iam:ResourceTag/team'),
    iam('TagPolicy', { policyArn: arn, ...tags }),
    iam('TagUser', { ...named.user, tags: [{ key: 'Colour', value: 'a' }] }),
  ],
  [
    'TagResource of DynamoDB',
    asks('aws:ResourceTag/team'),
    record('dynamodb', 'TagResource', { resourceArn: table, ...tags }),
    record('dynamodb', 'UntagResource', { resourceArn: table, tagKeys: ['colour'] }),
  ],
  [
    'TagResource of KMS',
    asks('aws:ResourceTag/team'),
    kms('TagResource', { keyId: 'k', ...kmsTags }),
    kms('UntagResource', { keyId: 'k', tagKeys: ['colour'] }),
  ],
  [
    'UpdateUser',
    asks('aws:username'),
    iam('UpdateUser', { ...named.user, newUserName: 'Bob' }),
    iam('UpdateUser', { ...named.user, newPath: '/x/' }),
  ],
  [
    'UpdateAlias',
    asks('kms:RequestAlias'),
    kms('UpdateAlias', { aliasName: 'alias/a', targetKeyId: 'k' }),
    kms('DescribeKey', { keyId: 'alias/a' }),
  ],
]

describe('every way to widen access is told, and what narrows it is not', () => {
  for (const [name, before, wider, narrower] of cases) {
    it(name, async () => {
      assert.ok(((await findings([...before, wider])).at(-1)?.length ?? 0) > 0, 'wider')
      assert.deepEqual((await findings([...before, narrower])).at(-1), [], 'narrower')
    })
  }

  it('a document that several have is told for each', async () => {
    const [, , last] = await findings([
      control('Attach', 'SERVICE', 'd', { content: noGet, targetId: '444455556666' }),
      control('Attach', 'SERVICE', 'd', { content: noGet }),
      control('Attach', 'SERVICE', 'd', { content: noPut, targetId: '777788889999' }),
    ])
    const subjects = last?.map(({ details }) => details?.['subject'])
    assert.deepEqual(subjects, ['account 444455556666', 'all accounts but the management account'])
    assert.equal(last?.[0]?.details?.['comparison'], 'new-access')
    assert.equal(last[0].details['policyKind'], 'scp')
  })

  it('a grant is told with what it permits', async () => {
    const [, found] = await findings([madeKey, grant('g', ['Decrypt'], team)])
    assert.match(
      found?.[0]?.message ?? '',
      /kms:Decrypt on \S+key\/k by \S+user\/Ann, with kms:EncryptionContext:team = "a"/i,
    )
  })
})
