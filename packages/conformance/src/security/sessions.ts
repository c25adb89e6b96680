import assert from 'node:assert/strict'
import { Cases, type Case } from '../case.ts'
import { isRefused, may, mayNot } from './expect.ts'
import { credentialsOf, document, type SecurityTarget, type User } from './target.ts'

const key = (pk: string): object => ({ pk: { S: pk }, sk: { S: '1' } })
const all = { Effect: 'Allow', Action: '*', Resource: '*' }
const assume = { Effect: 'Allow', Action: 'sts:*', Resource: '*' }
const trusts = (user: User, more: object = {}): object => ({
  Effect: 'Allow',
  Principal: { AWS: user.arn },
  Action: ['sts:AssumeRole', 'sts:TagSession'],
  ...more,
})
const unknown = 'UnrecognizedClientException'

/** Keys, sessions and what a client says of itself. */
export function sessionCases(): Case<SecurityTarget>[] {
  const cases = new Cases<SecurityTarget>('Sessions')

  cases.core(
    'revoked',
    'A deleted or inactive access key is refused at once',
    async ({ iam, user }) => {
      const ann = await user(all)
      await may(ann, 'ListTables', {})
      const which = { UserName: ann.name, AccessKeyId: ann.credentials.accessKeyId }
      await iam.updateAccessKey({ ...which, Status: 'Inactive' })
      isRefused(await ann.call('ListTables', {}), unknown)
      await iam.updateAccessKey({ ...which, Status: 'Active' })
      await may(ann, 'ListTables', {})
      await iam.deleteAccessKey(which)
      isRefused(await ann.call('ListTables', {}), unknown)
    },
  )
  cases.core('new-deny', 'A new deny holds for the next request', async ({ user }) => {
    const ann = await user(all)
    await may(ann, 'ListTables', {})
    await ann.allow(all, { ...all, Effect: 'Deny', Action: 'dynamodb:ListTables' })
    await mayNot(ann, 'ListTables', {})
    await ann.allow(all)
    await may(ann, 'ListTables', {})
  })
  cases.core('token', 'A temporary key needs its own session token', async (target) => {
    const ann = await target.user(all)
    const sts = target.stsAs(ann.credentials)
    const first = credentialsOf((await sts.getSessionToken({})).Credentials)
    const second = credentialsOf((await sts.getSessionToken({})).Credentials)
    await may(target.as(first), 'ListTables', {})
    const { sessionToken: _, ...without } = first
    isRefused(await target.as(without).call('ListTables', {}), unknown)
    assert(second.sessionToken !== undefined)
    const mixed = target.as({ ...first, sessionToken: second.sessionToken })
    isRefused(await mixed.call('ListTables', {}), unknown)
  })
  cases.core(
    'role',
    'A role gives its own permissions and not those of its user',
    async (target) => {
      const ann = await target.user(assume)
      const role = await target.role([trusts(ann)], { ...all, Action: 'dynamodb:GetItem' })
      const sts = target.stsAs(ann.credentials)
      const made = await sts.assumeRole({ RoleArn: role.arn, RoleSessionName: 'one' })
      const session = target.as(credentialsOf(made.Credentials))
      await may(session, 'GetItem', { TableName: target.table, Key: key('ann') })
      await mayNot(session, 'PutItem', { TableName: target.table, Item: key('eve') })
      const eve = await target.user(assume)
      await assert.rejects(
        target.stsAs(eve.credentials).assumeRole({ RoleArn: role.arn, RoleSessionName: 'one' }),
        { name: 'AccessDenied' },
      )
    },
  )
  cases.core('session-policy', 'A session policy limits and never adds', async (target) => {
    const ann = await target.user(assume)
    const role = await target.role([trusts(ann)], { ...all, Action: 'dynamodb:*Item' })
    const made = await target.stsAs(ann.credentials).assumeRole({
      RoleArn: role.arn,
      RoleSessionName: 'one',
      Policy: document([{ ...all, Action: ['dynamodb:GetItem', 'dynamodb:Scan'] }]),
    })
    const session = target.as(credentialsOf(made.Credentials))
    await may(session, 'GetItem', { TableName: target.table, Key: key('ann') })
    await mayNot(session, 'PutItem', { TableName: target.table, Item: key('eve') })
    await mayNot(session, 'Scan', { TableName: target.table })
  })
  cases.core('same-name', 'Two sessions of one name are two sessions', async (target) => {
    const ann = await target.user(assume)
    const role = await target.role([trusts(ann)], {
      ...all,
      Condition: {
        'ForAllValues:StringEquals': {
          // eslint-disable-next-line no-template-curly-in-string -- a variable of the policy
          'dynamodb:LeadingKeys': ['${aws:PrincipalTag/who}'],
        },
      },
    })
    const sts = target.stsAs(ann.credentials)
    const session = async (who: string) => {
      const made = await sts.assumeRole({
        RoleArn: role.arn,
        RoleSessionName: 'same',
        Tags: [{ Key: 'who', Value: who }],
      })
      return target.as(credentialsOf(made.Credentials))
    }
    const asAnn = await session('ann')
    const asBob = await session('bob')
    const TableName = target.table
    for (let time = 0; time < 2; time++) {
      await may(asAnn, 'GetItem', { TableName, Key: key('ann') })
      await mayNot(asAnn, 'GetItem', { TableName, Key: key('bob') })
      await may(asBob, 'GetItem', { TableName, Key: key('bob') })
      await mayNot(asBob, 'GetItem', { TableName, Key: key('ann') })
    }
  })
  cases.core('external-id', 'A confused deputy lacks the external id', async (target) => {
    const deputy = await target.user(assume)
    const Condition = { StringEquals: { 'sts:ExternalId': 'secret-1' } }
    const role = await target.role([trusts(deputy, { Condition })], all)
    const sts = target.stsAs(deputy.credentials)
    const how = { RoleArn: role.arn, RoleSessionName: 'one' }
    await assert.rejects(sts.assumeRole(how), { name: 'AccessDenied' })
    await assert.rejects(sts.assumeRole({ ...how, ExternalId: 'secret-2' }), {
      name: 'AccessDenied',
    })
    await sts.assumeRole({ ...how, ExternalId: 'secret-1' })
  })
  cases.core('deleted-role', 'The sessions of a deleted role end with it', async (target) => {
    const ann = await target.user(assume)
    const role = await target.role([trusts(ann)], all)
    const made = await target.stsAs(ann.credentials).assumeRole({
      RoleArn: role.arn,
      RoleSessionName: 'one',
    })
    const session = target.as(credentialsOf(made.Credentials))
    await may(session, 'ListTables', {})
    await target.iam.deleteRolePolicy({ RoleName: role.name, PolicyName: 'p' })
    await mayNot(session, 'ListTables', {})
    await target.iam.deleteRole({ RoleName: role.name })
    assert.notEqual((await session.call('ListTables', {})).error, '')
  })
  cases.core('transport', 'Whether TLS was used is not for a header to say', async (target) => {
    const { url } = target.endpoint
    const secure = url.startsWith('https:')
    const claim = { 'x-forwarded-proto': secure ? 'http' : 'https', 'x-forwarded-ssl': 'on' }
    const only = { ...all, Condition: { Bool: { 'aws:SecureTransport': String(!secure) } } }
    const ann = await target.user(only)
    await mayNot(ann, 'ListTables', {})
    isRefused(await ann.raw('ListTables', '{}', claim), 'AccessDeniedException')
  })
  cases.core('address', 'From where a request comes is not for a header to say', async (target) => {
    const only = { ...all, Condition: { IpAddress: { 'aws:SourceIp': '203.0.113.7/32' } } }
    const ann = await target.user(only)
    const claims = ['x-forwarded-for', 'x-real-ip', 'forwarded', 'client-ip', 'true-client-ip']
    for (const name of claims) {
      const value = name === 'forwarded' ? 'for=203.0.113.7' : '203.0.113.7'
      isRefused(await ann.raw('ListTables', '{}', { [name]: value }), 'AccessDeniedException')
    }
  })
  cases.complete('boundary', 'A permissions boundary limits and never adds', async (target) => {
    const ann = await target.user({ ...all, Action: ['dynamodb:GetItem', 'dynamodb:PutItem'] })
    const { Policy } = await target.iam.createPolicy({
      PolicyName: ann.name,
      PolicyDocument: document([{ ...all, Action: ['dynamodb:GetItem', 'dynamodb:Scan'] }]),
    })
    const PermissionsBoundary = Policy?.Arn
    try {
      await target.iam.putUserPermissionsBoundary({ UserName: ann.name, PermissionsBoundary })
      await may(ann, 'GetItem', { TableName: target.table, Key: key('ann') })
      await mayNot(ann, 'PutItem', { TableName: target.table, Item: key('eve') })
      await mayNot(ann, 'Scan', { TableName: target.table })
    } finally {
      await target.iam.deleteUserPermissionsBoundary({ UserName: ann.name })
      await target.iam.deletePolicy({ PolicyArn: PermissionsBoundary })
    }
  })
  return cases.list
}
