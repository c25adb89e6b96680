import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import * as I from '@aws-sdk/client-iam'
import * as S from '@aws-sdk/client-sts'
import {
  account,
  allow,
  deny,
  keysOf,
  openRealm,
  policy,
  trust,
  type Keys,
  type Realm,
} from './support.ts'

const roleArn = (name: string): string => `arn:aws:iam::${account}:role/${name}`
const userArn = (name: string): string => `arn:aws:iam::${account}:user/${name}`

describe('STS', () => {
  let realm: Realm
  let iam: I.IAMClient
  let keys: Keys
  before(async () => {
    realm = await openRealm()
    iam = realm.iam()
    keys = await realm.user('ann')
  })
  after(() => realm.close())

  const role = async (
    name: string,
    trustPolicy: string,
    document = policy(allow('dynamodb:*')),
  ): Promise<void> => {
    await iam.send(
      new I.CreateRoleCommand({ RoleName: name, AssumeRolePolicyDocument: trustPolicy }),
    )
    await iam.send(
      new I.PutRolePolicyCommand({ RoleName: name, PolicyName: 'p', PolicyDocument: document }),
    )
  }
  const assume = async (
    name: string,
    more: Partial<S.AssumeRoleCommandInput> = {},
    by: Keys = keys,
  ): Promise<Keys> => {
    const input = { RoleArn: roleArn(name), RoleSessionName: 'work', ...more }
    return keysOf((await realm.sts(by).send(new S.AssumeRoleCommand(input))).Credentials)
  }
  const list = (by: Keys): Promise<unknown> => realm.dynamodb(by).send(new ListTablesCommand({}))
  const denied = { name: 'AccessDenied' }

  it('tells everyone who they are, whatever is denied', async () => {
    const root = await realm.sts().send(new S.GetCallerIdentityCommand({}))
    assert.equal(root.Arn, `arn:aws:iam::${account}:root`)
    const PolicyDocument = policy(deny('*'))
    await iam.send(
      new I.PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'no', PolicyDocument }),
    )
    const me = await realm.sts(keys).send(new S.GetCallerIdentityCommand({}))
    assert.equal(me.Arn, userArn('ann'))
    assert.equal(me.Account, account)
    assert.match(me.UserId ?? '', /^AIDA/)
    await iam.send(new I.DeleteUserPolicyCommand({ UserName: 'ann', PolicyName: 'no' }))
  })

  it('lends a role to whom it trusts', async () => {
    await role('reader', trust({ AWS: userArn('ann') }))
    const session = await assume('reader')
    await list(session)
    const me = await realm.sts(session).send(new S.GetCallerIdentityCommand({}))
    assert.equal(me.Arn, `arn:aws:sts::${account}:assumed-role/reader/work`)
    const bob = await realm.user('bob')
    await assert.rejects(assume('reader', {}, bob), denied)
    await assert.rejects(assume('ghost'), denied)
    await assert.rejects(
      realm
        .sts()
        .send(new S.AssumeRoleCommand({ RoleArn: roleArn('reader'), RoleSessionName: 'root' })),
      { ...denied, message: 'Roles may not be assumed by root accounts.' },
    )
  })

  it('asks the caller too when the role trusts the account', async () => {
    await role('shared', trust({ AWS: account }))
    await assert.rejects(assume('shared'), denied)
    const PolicyDocument = policy(allow('sts:AssumeRole', { Resource: roleArn('shared') }))
    await iam.send(
      new I.PutUserPolicyCommand({ UserName: 'ann', PolicyName: 'go', PolicyDocument }),
    )
    await list(await assume('shared'))
  })

  it('keeps the confused deputy out by ExternalId', async () => {
    const Condition = { StringEquals: { 'sts:ExternalId': 'right-one' } }
    await role('deputy', trust({ AWS: userArn('ann') }, { Condition }))
    await assert.rejects(assume('deputy'), denied)
    await assert.rejects(assume('deputy', { ExternalId: 'wrong-one' }), denied)
    await list(await assume('deputy', { ExternalId: 'right-one' }))
  })

  it('narrows a session by its policies, and not another session of the same name', async () => {
    await role('wide', trust({ AWS: userArn('ann') }))
    const narrow = await assume('wide', { Policy: policy(allow('dynamodb:GetItem')) })
    const wide = await assume('wide')
    await assert.rejects(list(narrow), /because no session policy allows the dynamodb:ListTables/)
    await list(wide)
    const mixed = { ...narrow, sessionToken: wide.sessionToken ?? '' }
    await assert.rejects(list(mixed), { name: 'UnrecognizedClientException' })
    const { accessKeyId, secretAccessKey } = wide
    await assert.rejects(list({ accessKeyId, secretAccessKey }), {
      name: 'UnrecognizedClientException',
    })
    const managed = [{ arn: 'arn:aws:iam::aws:policy/IAMReadOnlyAccess' }]
    await assert.rejects(list(await assume('wide', { PolicyArns: managed })), /session policy/)
  })

  it('takes no session policy that is so long that it costs every request much', async () => {
    await role('long', trust({ AWS: userArn('ann') }))
    const Policy = policy(
      allow('dynamodb:*', { Resource: `arn:aws:dynamodb:*:*:${'?'.repeat(11_000)}` }),
    )
    await assert.rejects(assume('long', { Policy }), /at most 10240 characters/)
  })

  it('ends sessions with their role, and with a deny for those issued before', async () => {
    await role('short', trust({ AWS: userArn('ann') }))
    const session = await assume('short')
    await list(session)
    const revoke = policy(
      deny('*', {
        Condition: {
          DateLessThan: { 'aws:TokenIssueTime': new Date(Date.now() + 1000).toISOString() },
        },
      }),
    )
    const inline = { RoleName: 'short', PolicyName: 'AWSRevokeOlderSessions' }
    await iam.send(new I.PutRolePolicyCommand({ ...inline, PolicyDocument: revoke }))
    await assert.rejects(list(session), /explicit deny/)
    await iam.send(new I.DeleteRolePolicyCommand(inline))
    await list(session)
    await iam.send(new I.DeleteRolePolicyCommand({ RoleName: 'short', PolicyName: 'p' }))
    await iam.send(new I.DeleteRoleCommand({ RoleName: 'short' }))
    await assert.rejects(list(session), { name: 'UnrecognizedClientException' })
    await role('short', trust({ AWS: userArn('ann') }))
    await assert.rejects(list(session), { name: 'UnrecognizedClientException' })
  })

  it('does not trust a user made later under a name that a role trusts', async () => {
    let eve = await realm.user('eve')
    await role('of-eve', trust({ AWS: userArn('eve') }))
    await list(await assume('of-eve', {}, eve))
    const key = { UserName: 'eve', AccessKeyId: eve.accessKeyId }
    await iam.send(new I.DeleteAccessKeyCommand(key))
    await iam.send(new I.DeleteUserCommand({ UserName: 'eve' }))
    eve = await realm.user('eve')
    await assert.rejects(assume('of-eve', {}, eve), denied)
  })

  it('hands session tags and the source identity on, and lets nobody change them', async () => {
    const tagged = policy(
      allow('dynamodb:*', { Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } } }),
      allow(['sts:AssumeRole', 'sts:TagSession', 'sts:SetSourceIdentity']),
    )
    await role('first', trust({ AWS: userArn('ann') }), tagged)
    await role('second', trust({ AWS: roleArn('first') }), tagged)
    const plain = await assume('first')
    await assert.rejects(list(plain), { name: 'AccessDeniedException' })
    const team = [{ Key: 'team', Value: 'blue' }]
    const sourced = { Tags: team, TransitiveTagKeys: ['team'], SourceIdentity: 'ann-herself' }
    const first = await assume('first', sourced)
    await list(first)
    const second = await assume('second', {}, first)
    await list(second)
    await assert.rejects(
      assume('second', { Tags: [{ Key: 'Team', Value: 'red' }] }, first),
      /conflicts with a transitive tag key/,
    )
    await assert.rejects(assume('second', { SourceIdentity: 'somebody' }, first), denied)
    await assert.rejects(assume('second', { DurationSeconds: 3601 }, first), /MaxSessionDuration/)
    await iam.send(new I.UpdateRoleCommand({ RoleName: 'second', MaxSessionDuration: 7200 }))
    await assert.rejects(
      assume('second', { DurationSeconds: 3601 }, first),
      /exceeds the 1 hour session limit for roles assumed by role chaining/,
    )
    await assert.rejects(
      assume('first', { Tags: team, TransitiveTagKeys: ['other'] }),
      /The specified transitive tag key must be included in the requested tags\./,
    )
  })

  it('hands a tag on however the case of its key was written, and only to roles that take it', async () => {
    const chains = policy(allow('sts:*'), allow('dynamodb:*'))
    await role('start', trust({ AWS: userArn('ann') }), chains)
    await role('next', trust({ AWS: roleArn('start') }), chains)
    const shy = { Effect: 'Allow', Principal: { AWS: roleArn('start') }, Action: 'sts:AssumeRole' }
    await role('shy', policy(shy), chains)
    const Tags = [{ Key: 'team', Value: 'blue' }]
    const start = await assume('start', { Tags, TransitiveTagKeys: ['TEAM'] })
    await assert.rejects(
      assume('next', { Tags: [{ Key: 'team', Value: 'red' }] }, start),
      /conflicts with a transitive tag key/,
    )
    await assume('next', {}, start)
    await assert.rejects(assume('shy', {}, start), /sts:TagSession/)
    const sourced = await assume('start', { SourceIdentity: 'ann-herself' })
    await assume('next', {}, sourced)
    await assert.rejects(assume('shy', {}, sourced), /sts:SetSourceIdentity/)
    await assume('shy', {}, await assume('start'))
  })

  it('limits tokens of users: no identities without MFA, and gone with the key', async () => {
    const admin = await realm.user('admin')
    await iam.send(
      new I.AttachUserPolicyCommand({
        UserName: 'admin',
        PolicyArn: 'arn:aws:iam::aws:policy/AdministratorAccess',
      }),
    )
    const token = keysOf(
      (await realm.sts(admin).send(new S.GetSessionTokenCommand({}))).Credentials,
    )
    await list(token)
    await assert.rejects(realm.iam(token).send(new I.ListUsersCommand({})), denied)
    await realm.iam(admin).send(new I.ListUsersCommand({}))
    await assert.rejects(realm.sts(token).send(new S.GetSessionTokenCommand({})), denied)
    const federate = (more: Partial<S.GetFederationTokenCommandInput>): Promise<Keys> =>
      realm
        .sts(admin)
        .send(new S.GetFederationTokenCommand({ Name: 'guest', ...more }))
        .then(({ Credentials }) => keysOf(Credentials))
    await assert.rejects(list(await federate({})), { name: 'AccessDeniedException' })
    const guest = await federate({ Policy: policy(allow('dynamodb:ListTables')) })
    await list(guest)
    const me = await realm.sts(guest).send(new S.GetCallerIdentityCommand({}))
    assert.equal(me.Arn, `arn:aws:sts::${account}:federated-user/guest`)
    const key = { UserName: 'admin', AccessKeyId: admin.accessKeyId }
    await iam.send(new I.UpdateAccessKeyCommand({ ...key, Status: 'Inactive' }))
    await assert.rejects(list(token), { name: 'UnrecognizedClientException' })
    await assert.rejects(list(guest), { name: 'UnrecognizedClientException' })
  })

  it('reads the account out of an access key id', async () => {
    const { Account } = await realm
      .sts()
      .send(new S.GetAccessKeyInfoCommand({ AccessKeyId: keys.accessKeyId }))
    assert.equal(Account, account)
  })
})
