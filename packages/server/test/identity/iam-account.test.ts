import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { ListTablesCommand } from '@aws-sdk/client-dynamodb'
import * as I from '@aws-sdk/client-iam'
import { AssumeRoleCommand, GetSessionTokenCommand } from '@aws-sdk/client-sts'
import { limits, systemClock } from '../../src/base/index.ts'
import { totpCode } from '../../src/security/iam/index.ts'
import { atEnd } from '../at-end.ts'
import { account, allow, deny, keysOf, openRealm, policy, trust, type Realm } from './support.ts'

describe('IAM, of a whole account', () => {
  const now = Date.now()
  let realm: Realm
  let iam: I.IAMClient
  before(async () => {
    // One-time codes are of half a minute, and this one does not end in the middle.
    realm = await openRealm({}, { ...systemClock, now: () => now })
    iam = realm.iam()
  })
  after(() => realm.close())

  it('proves MFA by one-time codes, each of which counts once', async () => {
    const keys = await realm.user('ann')
    const { VirtualMFADevice: device } = await iam.send(
      new I.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }),
    )
    const SerialNumber = device?.SerialNumber ?? ''
    assert.equal(SerialNumber, `arn:aws:iam::${account}:mfa/phone`)
    const seed = Buffer.from(device?.Base32StringSeed ?? []).toString()
    const step = Math.floor(now / 30_000)
    const enable = (first: string, second: string): Promise<unknown> =>
      iam.send(
        new I.EnableMFADeviceCommand({
          UserName: 'ann',
          SerialNumber,
          AuthenticationCode1: first,
          AuthenticationCode2: second,
        }),
      )
    const code = totpCode(seed, step)
    await assert.rejects(enable(code, code), { name: 'InvalidAuthenticationCodeException' })
    await enable(totpCode(seed, step - 1), code)
    const listed = await iam.send(new I.ListMFADevicesCommand({ UserName: 'ann' }))
    assert.equal(listed.MFADevices?.length, 1)

    await iam.send(
      new I.PutUserPolicyCommand({
        UserName: 'ann',
        PolicyName: 'mfa',
        PolicyDocument: policy(
          allow('*', { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }),
        ),
      }),
    )
    const sts = realm.sts(keys)
    await assert.rejects(realm.dynamodb(keys).send(new ListTablesCommand({})), {
      name: 'AccessDeniedException',
    })
    const wrong = { name: 'AccessDenied', message: /invalid MFA one time pass code/ }
    const ask = (TokenCode: string): Promise<unknown> =>
      sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode }))
    await assert.rejects(ask(code), wrong)
    const next = totpCode(seed, step + 1)
    const { Credentials } = await sts.send(
      new GetSessionTokenCommand({ SerialNumber, TokenCode: next }),
    )
    const session = keysOf(Credentials)
    await realm.dynamodb(session).send(new ListTablesCommand({}))
    await realm.iam(session).send(new I.ListUsersCommand({}))
    await assert.rejects(ask(next), wrong)

    await assert.rejects(iam.send(new I.DeleteVirtualMFADeviceCommand({ SerialNumber })), {
      name: 'DeleteConflictException',
    })
    await iam.send(new I.DeactivateMFADeviceCommand({ UserName: 'ann', SerialNumber }))
    await iam.send(new I.DeleteVirtualMFADeviceCommand({ SerialNumber }))
    const none = await iam.send(new I.ListVirtualMFADevicesCommand({}))
    assert.deepEqual(none.VirtualMFADevices, [])
  })

  it('lets nobody guess one-time codes, one after the other or at once', async (t) => {
    let time = now
    const guessed = await openRealm({}, { ...systemClock, now: () => time })
    atEnd(t, () => guessed.close())
    const keys = await guessed.user('ann')
    const { VirtualMFADevice: device } = await guessed
      .iam()
      .send(new I.CreateVirtualMFADeviceCommand({ VirtualMFADeviceName: 'phone' }))
    const SerialNumber = device?.SerialNumber ?? ''
    const seed = Buffer.from(device?.Base32StringSeed ?? []).toString()
    const code = (later: number): string => totpCode(seed, Math.floor(time / 30_000) + later)
    const pair = { AuthenticationCode1: code(-1), AuthenticationCode2: code(0) }
    await guessed
      .iam()
      .send(new I.EnableMFADeviceCommand({ UserName: 'ann', SerialNumber, ...pair }))
    const sts = guessed.sts(keys)
    const ask = (TokenCode: string): Promise<unknown> =>
      sts.send(new GetSessionTokenCommand({ SerialNumber, TokenCode }))
    const refused = { name: 'AccessDenied', message: /invalid MFA one time pass code/ }
    const wrong = (): string => (code(1) === '000000' ? '000001' : '000000')

    for (let guess = 1; guess < limits.mfaWrongCodes; guess++)
      await assert.rejects(ask(wrong()), refused)
    await ask(code(1))
    time += limits.mfaPauseMs
    for (let guess = 1; guess <= limits.mfaWrongCodes; guess++)
      await assert.rejects(ask(wrong()), refused)
    await assert.rejects(ask(code(0)), refused)
    // Nor by roles, whose trust is asked before a code is used.
    const name = { RoleName: 'lent', RoleSessionName: 'work' }
    const secured = { Condition: { Bool: { 'aws:MultiFactorAuthPresent': 'true' } } }
    const AssumeRolePolicyDocument = trust({ AWS: `arn:aws:iam::${account}:user/ann` }, secured)
    await guessed.iam().send(new I.CreateRoleCommand({ ...name, AssumeRolePolicyDocument }))
    const RoleArn = `arn:aws:iam::${account}:role/lent`
    const assume = (TokenCode: string): Promise<unknown> =>
      sts.send(new AssumeRoleCommand({ RoleArn, ...name, SerialNumber, TokenCode }))
    await assert.rejects(assume(code(0)), { name: 'AccessDenied' })
    time += limits.mfaPauseMs
    const many = Array.from({ length: 40 }, () => ask(wrong()))
    await Promise.allSettled(many)
    await assert.rejects(ask(code(0)), refused)
    time += limits.mfaPauseMs
    for (let guess = 1; guess < limits.mfaWrongCodes; guess++) await assert.rejects(assume(wrong()))
    await assume(code(0))
    await assert.rejects(assume(code(0)))
  })

  it('keeps login profiles without giving passwords back', async () => {
    await iam.send(new I.CreateUserCommand({ UserName: 'console' }))
    const UserName = 'console'
    await iam.send(new I.CreateLoginProfileCommand({ UserName, Password: 'correct horse' }))
    const { LoginProfile } = await iam.send(new I.GetLoginProfileCommand({ UserName }))
    assert.equal(LoginProfile?.PasswordResetRequired, false)
    assert.doesNotMatch(JSON.stringify(LoginProfile), /correct horse/)
    await iam.send(new I.UpdateLoginProfileCommand({ UserName, PasswordResetRequired: true }))
    await iam.send(new I.DeleteLoginProfileCommand({ UserName }))
    await assert.rejects(iam.send(new I.GetLoginProfileCommand({ UserName })), {
      name: 'NoSuchEntityException',
    })
  })

  it('stores identity providers', async () => {
    const made = await iam.send(
      new I.CreateOpenIDConnectProviderCommand({
        Url: 'https://id.example.com/realms/a',
        ClientIDList: ['app'],
        ThumbprintList: ['a'.repeat(40)],
      }),
    )
    const OpenIDConnectProviderArn = made.OpenIDConnectProviderArn ?? ''
    assert.equal(
      OpenIDConnectProviderArn,
      `arn:aws:iam::${account}:oidc-provider/id.example.com/realms/a`,
    )
    const arn = { OpenIDConnectProviderArn }
    await iam.send(new I.AddClientIDToOpenIDConnectProviderCommand({ ...arn, ClientID: 'two' }))
    await iam.send(
      new I.RemoveClientIDFromOpenIDConnectProviderCommand({ ...arn, ClientID: 'app' }),
    )
    const got = await iam.send(new I.GetOpenIDConnectProviderCommand(arn))
    assert.deepEqual(got.ClientIDList, ['two'])
    await iam.send(new I.DeleteOpenIDConnectProviderCommand(arn))
    await assert.rejects(iam.send(new I.GetOpenIDConnectProviderCommand(arn)), {
      name: 'NoSuchEntityException',
    })

    const SAMLMetadataDocument = `<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata"><ds:X509Certificate>${'A'.repeat(1000)}</ds:X509Certificate></md:EntityDescriptor>`
    const saml = await iam.send(
      new I.CreateSAMLProviderCommand({ Name: 'corp', SAMLMetadataDocument }),
    )
    const SAMLProviderArn = saml.SAMLProviderArn ?? ''
    const stored = await iam.send(new I.GetSAMLProviderCommand({ SAMLProviderArn }))
    assert.equal(stored.SAMLMetadataDocument, SAMLMetadataDocument)
    await assert.rejects(
      iam.send(
        new I.UpdateSAMLProviderCommand({
          SAMLProviderArn,
          SAMLMetadataDocument: 'x'.repeat(1000),
        }),
      ),
      { name: 'InvalidInputException' },
    )
    await iam.send(new I.DeleteSAMLProviderCommand({ SAMLProviderArn }))
    assert.deepEqual((await iam.send(new I.ListSAMLProvidersCommand({}))).SAMLProviderList, [])
  })

  it('simulates what it would decide', async () => {
    const table = `arn:aws:dynamodb:us-east-1:${account}:table/Music`
    const result = await iam.send(
      new I.SimulateCustomPolicyCommand({
        PolicyInputList: [
          policy(
            allow('dynamodb:GetItem', {
              Condition: { StringEquals: { 'aws:PrincipalTag/team': 'blue' } },
            }),
            deny('dynamodb:DeleteTable'),
          ),
        ],
        ActionNames: ['dynamodb:GetItem', 'dynamodb:DeleteTable', 'dynamodb:Scan'],
        ResourceArns: [table],
      }),
    )
    const decisions = result.EvaluationResults?.map((one) => [one.EvalActionName, one.EvalDecision])
    assert.deepEqual(decisions, [
      ['dynamodb:GetItem', 'implicitDeny'],
      ['dynamodb:DeleteTable', 'explicitDeny'],
      ['dynamodb:Scan', 'implicitDeny'],
    ])
    const [missing, denied] = result.EvaluationResults ?? []
    assert.deepEqual(missing?.MissingContextValues, ['aws:principaltag/team'])
    assert.equal(denied?.MatchedStatements?.[0]?.SourcePolicyId, 'PolicyInputList.1')
    assert.equal(denied.MatchedStatements[0].StartPosition?.Line, 1)

    await realm.user('simulated')
    await iam.send(
      new I.AttachUserPolicyCommand({
        UserName: 'simulated',
        PolicyArn: 'arn:aws:iam::aws:policy/AmazonDynamoDBFullAccess',
      }),
    )
    const simulated = async (): Promise<string | undefined> => {
      const { EvaluationResults } = await iam.send(
        new I.SimulatePrincipalPolicyCommand({
          PolicySourceArn: `arn:aws:iam::${account}:user/simulated`,
          ActionNames: ['dynamodb:Scan'],
        }),
      )
      return EvaluationResults?.[0]?.EvalDecision
    }
    assert.equal(await simulated(), 'allowed')
    await iam.send(
      new I.PutUserPermissionsBoundaryCommand({
        UserName: 'simulated',
        PermissionsBoundary: 'arn:aws:iam::aws:policy/IAMFullAccess',
      }),
    )
    assert.equal(await simulated(), 'implicitDeny')
    const keys = await iam.send(
      new I.GetContextKeysForCustomPolicyCommand({
        PolicyInputList: [
          policy(allow('*', { Condition: { Null: { 'aws:TokenIssueTime': 'true' } } })),
        ],
      }),
    )
    assert.deepEqual(keys.ContextKeyNames, ['aws:tokenissuetime'])
  })

  it('reports on the account', async () => {
    await iam.send(
      new I.CreateRoleCommand({
        RoleName: 'app',
        AssumeRolePolicyDocument: trust({ AWS: account }),
        Description: 'a <role> & "more"',
      }),
    )
    const details = await iam.send(new I.GetAccountAuthorizationDetailsCommand({}))
    assert.equal(details.RoleDetailList?.[0]?.RoleName, 'app')
    assert(details.UserDetailList?.some(({ UserName }) => UserName === 'simulated'))
    const role = await iam.send(new I.GetRoleCommand({ RoleName: 'app' }))
    assert.equal(role.Role?.Description, 'a <role> & "more"')
    const only = await iam.send(
      new I.GetAccountAuthorizationDetailsCommand({ Filter: ['Role'], MaxItems: 1 }),
    )
    assert.deepEqual(only.UserDetailList, [])
    const { SummaryMap } = await iam.send(new I.GetAccountSummaryCommand({}))
    assert.equal(SummaryMap?.Users, details.UserDetailList?.length)
    assert.equal(SummaryMap?.Roles, 1)
    await assert.rejects(iam.send(new I.GetCredentialReportCommand({})), {
      name: 'CredentialReportNotPresentException',
    })
    await iam.send(new I.GenerateCredentialReportCommand({}))
    const report = await iam.send(new I.GetCredentialReportCommand({}))
    const lines = Buffer.from(report.Content ?? [])
      .toString()
      .split('\n')
    assert.match(lines[1] ?? '', /^<root_account>,/)
    const widths = new Set(lines.map((line) => line.split(',').length))
    assert.deepEqual([...widths], [22])
    await iam.send(new I.CreateAccountAliasCommand({ AccountAlias: 'the-band' }))
    const aliases = await iam.send(new I.ListAccountAliasesCommand({}))
    assert.deepEqual(aliases.AccountAliases, ['the-band'])
    await iam.send(new I.DeleteAccountAliasCommand({ AccountAlias: 'the-band' }))
  })

  it('tells when a key and a service were last used', async () => {
    const keys = await realm.user('user-of-late')
    const never = await iam.send(
      new I.GetAccessKeyLastUsedCommand({ AccessKeyId: keys.accessKeyId }),
    )
    assert.equal(never.AccessKeyLastUsed?.ServiceName, 'N/A')
    await iam.send(
      new I.AttachUserPolicyCommand({
        UserName: 'user-of-late',
        PolicyArn: 'arn:aws:iam::aws:policy/AmazonDynamoDBReadOnlyAccess',
      }),
    )
    await realm.dynamodb(keys).send(new ListTablesCommand({}))
    let used = never
    // It is noted beside the request; each look is an event of its own.
    while (used.AccessKeyLastUsed?.ServiceName === 'N/A') {
      used = await iam.send(new I.GetAccessKeyLastUsedCommand({ AccessKeyId: keys.accessKeyId }))
    }
    assert.equal(used.AccessKeyLastUsed?.ServiceName, 'dynamodb')
    const { JobId } = await iam.send(
      new I.GenerateServiceLastAccessedDetailsCommand({
        Arn: `arn:aws:iam::${account}:user/user-of-late`,
        Granularity: 'ACTION_LEVEL',
      }),
    )
    const found = await iam.send(new I.GetServiceLastAccessedDetailsCommand({ JobId }))
    const dynamodb = found.ServicesLastAccessed?.find((one) => one.ServiceNamespace === 'dynamodb')
    assert.deepEqual(
      dynamodb?.TrackedActionsLastAccessed?.map(({ ActionName }) => ActionName),
      ['ListTables'],
    )
  })
})
