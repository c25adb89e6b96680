import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import type { CloudTrailRecord } from '../../audit/index.ts'
import { alertEvent, type Finding } from '../events/index.ts'
import { MapMemory } from '../events/memory.test-support.ts'
import { policyPermitsMore } from './policy-permits-more.ts'
import { account, record } from './record.test-support.ts'

function policy(...statements: object[]): string {
  return JSON.stringify({ Version: '2012-10-17', Statement: statements })
}
const allow = (action: string, more: object = {}) => ({
  Effect: 'Allow',
  Action: action,
  Resource: '*',
  ...more,
})
const deny = (action: string) => ({ ...allow(action), Effect: 'Deny' })
const get = policy(allow('dynamodb:GetItem'))
const put = policy(allow('dynamodb:PutItem'))
const administrator = 'arn:aws:iam::aws:policy/AdministratorAccess'
const keyPolicy = (action: string) =>
  policy({ ...allow(action), Principal: { AWS: `arn:aws:iam::${account}:root` } })

const rule = policyPermitsMore({
  awsManaged: (arn) => (arn === administrator ? policy(allow('*')) : undefined),
  defaultKeyPolicy: () => keyPolicy('kms:*'),
  defaultEndpointPolicy: policy({ ...allow('*'), Principal: '*' }),
})

/** What the last of the events raises. */
async function last(...records: CloudTrailRecord[]): Promise<readonly Finding[]> {
  const memory = new MapMemory()
  let found: readonly Finding[] = []
  for (const each of records) {
    const event = alertEvent(each)
    found = rule.pattern.matches({ ...event }) ? await rule.judge(event, memory) : []
  }
  return found
}

function isNew([finding, ...more]: readonly Finding[], action: string): void {
  assert.ok(finding !== undefined && more.length === 0, 'one finding')
  assert.equal(finding.details?.['comparison'], 'new-access', finding.message)
  const witness = finding.details['witness'] as { action: string }
  assert.equal(witness.action.toLowerCase(), action.toLowerCase())
  assert.match(finding.message, /now allowed and not before is/)
}

const iam = (name: string, parameters: Record<string, unknown>) => record('iam', name, parameters)
const user = iam('CreateUser', { userName: 'Ann' })
const inline = (policyDocument: string, policyName = 'p') =>
  iam('PutUserPolicy', { userName: 'Ann', policyName, policyDocument })
const arn = `arn:aws:iam::${account}:policy/P`
const managed = (policyDocument: string) => iam('CreatePolicy', { policyName: 'P', policyDocument })
const attach = (policyArn: string, userName = 'ann') =>
  iam('AttachUserPolicy', { userName, policyArn })
const version = (policyDocument: string, setAsDefault: boolean) =>
  iam('CreatePolicyVersion', { policyArn: arn, policyDocument, setAsDefault })

describe('policy-permits-more', () => {
  it('tells what an inline policy newly allows, and nothing of one that allows less or the same', async () => {
    isNew(await last(user, inline(get)), 'dynamodb:GetItem')
    isNew(await last(user, inline(get), inline(put)), 'dynamodb:PutItem')
    assert.deepEqual(await last(user, inline(get), inline(get)), [])
    const narrower = policy(allow('dynamodb:GetItem', { Resource: 'arn:aws:dynamodb:*:*:table/T' }))
    assert.deepEqual(await last(user, inline(get), inline(narrower)), [])
    assert.deepEqual(await last(user, inline(get), inline(get, 'other')), [])
    const { eventName, requestParameters } = inline(get)
    const failed = record('iam', eventName, { ...requestParameters }, { errorCode: 'NoSuchEntity' })
    assert.deepEqual(await last(user, failed), [])
  })

  it('tells a grant that was taken back at once', async () => {
    const removed = iam('DeleteUserPolicy', { userName: 'Ann', policyName: 'p' })
    isNew(await last(user, inline(get), removed, inline(get)), 'dynamodb:GetItem')
    assert.deepEqual(await last(user, inline(get), removed), [])
  })

  it('tells a Deny that is gone', async () => {
    const without = iam('DeleteUserPolicy', { userName: 'Ann', policyName: 'd' })
    const both = [user, inline(get), inline(policy(deny('dynamodb:*')), 'd')]
    isNew(await last(...both, without), 'dynamodb:GetItem')
    assert.deepEqual(await last(user, inline(policy(deny('dynamodb:*')), 'd'), without), [])
  })

  it('tells attachments, of policies of AWS too, and only of what was not allowed already', async () => {
    isNew(await last(user, managed(get), attach(arn)), 'dynamodb:GetItem')
    assert.deepEqual(await last(user, inline(get), managed(get), attach(arn)), [])
    assert.equal((await last(user, attach(administrator))).length, 1)
    const [unsure] = await last(user, attach(arn))
    assert.match(unsure?.message ?? '', /may permit more than before/)
  })

  it('tells versions of managed policies that somebody has', async () => {
    const set = iam('SetDefaultPolicyVersion', { policyArn: arn, versionId: 'v2' })
    const attached = [user, managed(get), attach(arn)]
    isNew(await last(...attached, version(put, true)), 'dynamodb:PutItem')
    assert.deepEqual(await last(...attached, version(put, false)), [])
    isNew(await last(...attached, version(put, false), set), 'dynamodb:PutItem')
    assert.deepEqual(await last(user, managed(get), version(put, true)), [])
    const denying = policy(deny('dynamodb:*'))
    const lifted = [user, inline(get), managed(denying), attach(arn)]
    const [found] = await last(...lifted, version(policy(deny('s3:*')), true))
    assert.equal(found?.details?.['comparison'], 'new-access')
  })

  it('tells boundaries that widen or go', async () => {
    const bound = iam('PutUserPermissionsBoundary', { userName: 'Ann', permissionsBoundary: arn })
    const gone = iam('DeleteUserPermissionsBoundary', { userName: 'Ann' })
    const bounded = [user, managed(get), bound]
    assert.deepEqual(await last(...bounded, inline(put)), [])
    isNew(await last(...bounded, inline(put), gone), 'dynamodb:PutItem')
    isNew(await last(...bounded, inline(put), version(put, true)), 'dynamodb:PutItem')
  })

  it('tells policies of groups, and who joins them under whatever name', async () => {
    const group = [user, iam('CreateGroup', { groupName: 'G' })]
    const give = iam('PutGroupPolicy', { groupName: 'G', policyName: 'p', policyDocument: get })
    const join = iam('AddUserToGroup', { groupName: 'G', userName: 'Ann' })
    isNew(await last(...group, join, give), 'dynamodb:GetItem')
    isNew(await last(...group, give, join), 'dynamodb:GetItem')
    const renamed = iam('UpdateGroup', { groupName: 'G', newGroupName: 'H' })
    assert.deepEqual(await last(...group, give, join, renamed, inline(get)), [])
    isNew(await last(...group, give, join, renamed, inline(put)), 'dynamodb:PutItem')
  })

  it('tells trust policies', async () => {
    const trust = (name: string) =>
      policy({
        Effect: 'Allow',
        Action: 'sts:AssumeRole',
        Principal: { AWS: `arn:aws:iam::${account}:user/${name}` },
      })
    const role = iam('CreateRole', { roleName: 'R', assumeRolePolicyDocument: trust('Ann') })
    const update = (name: string) =>
      iam('UpdateAssumeRolePolicy', { roleName: 'R', policyDocument: trust(name) })
    isNew(await last(role), 'sts:AssumeRole')
    isNew(await last(role, update('Bob')), 'sts:AssumeRole')
    assert.deepEqual(await last(role, update('Ann')), [])
  })

  it('tells policies of tables, keys and endpoints', async () => {
    const table = `arn:aws:dynamodb:us-east-1:${account}:table/T`
    const everybody = policy({ ...allow('dynamodb:GetItem', { Resource: table }), Principal: '*' })
    const opened = record('dynamodb', 'PutResourcePolicy', {
      resourceArn: table,
      policy: everybody,
    })
    const removed = record('dynamodb', 'DeleteResourcePolicy', { resourceArn: table })
    isNew(await last(opened), 'dynamodb:GetItem')
    assert.deepEqual(await last(opened, opened), [])
    assert.deepEqual(await last(opened, removed), [])

    const resources = [
      { accountId: account, type: 'AWS::KMS::Key', ARN: `arn:aws:kms:us-east-1:${account}:key/k` },
    ]
    const keyMetadata = { arn: resources[0]?.ARN }
    const made = record('kms', 'CreateKey', {}, { responseElements: { keyMetadata } })
    const change = (text: string) =>
      record('kms', 'PutKeyPolicy', { keyId: 'k', policy: text }, { resources })
    assert.deepEqual(await last(made), [])
    assert.deepEqual(await last(made, change(keyPolicy('kms:Encrypt'))), [])
    const anybody = policy({ ...allow('kms:Decrypt'), Principal: '*' })
    isNew(await last(made, change(anybody)), 'kms:Decrypt')
    assert.match((await last(change(anybody)))[0]?.message ?? '', /may permit more/)

    const create = record(
      'ec2',
      'CreateVpcEndpoint',
      { vpcId: 'vpc-1', policyDocument: policy({ ...allow('dynamodb:GetItem'), Principal: '*' }) },
      { responseElements: { vpcEndpoint: { vpcEndpointId: 'vpce-1' } } },
    )
    const modify = (more: object) =>
      record('ec2', 'ModifyVpcEndpoint', { vpcEndpointId: 'vpce-1', ...more })
    isNew(await last(create), 'dynamodb:GetItem')
    assert.equal((await last(create, modify({ resetPolicy: true }))).length, 1)
    const less = policy({ ...allow('dynamodb:GetItem', { Resource: table }), Principal: '*' })
    assert.deepEqual(await last(create, modify({ policyDocument: less })), [])
  })

  it('is not certain of what it never saw', async () => {
    const [finding] = await last(inline(get))
    assert.equal(finding?.details?.['comparison'], 'may-permit-more')
  })
})
