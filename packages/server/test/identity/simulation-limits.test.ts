import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import * as I from '@aws-sdk/client-iam'
import { account, allow, deny, openRealm, policy, type Keys, type Realm } from './support.ts'

describe('IAM, asked about policies by who may ask little', () => {
  let realm: Realm
  let keys: Keys
  const arn = (rest: string): string => `arn:aws:iam::${account}:${rest}`
  before(async () => {
    realm = await openRealm()
    keys = await realm.user('ann')
    await realm.user('boss', '/admin/')
    await realm.iam().send(
      new I.PutUserPolicyCommand({
        UserName: 'ann',
        PolicyName: 'asks',
        PolicyDocument: policy(
          allow('iam:*'),
          deny('iam:*', { Resource: [arn('user/admin/*'), arn('*-provider/corp.example')] }),
        ),
      }),
    )
  })
  after(() => realm.close())

  it('shows of a principal what may be seen of its own ARN', async () => {
    const iam = realm.iam(keys)
    const ask = (PolicySourceArn: string): Promise<unknown>[] => [
      iam.send(
        new I.SimulatePrincipalPolicyCommand({ PolicySourceArn, ActionNames: ['iam:GetUser'] }),
      ),
      iam.send(new I.GetContextKeysForPrincipalPolicyCommand({ PolicySourceArn })),
      iam.send(new I.GenerateServiceLastAccessedDetailsCommand({ Arn: PolicySourceArn })),
    ]
    await Promise.all(ask(arn('user/ann')))
    for (const asked of ask(arn('user/admin/boss'))) {
      await assert.rejects(asked, { name: 'AccessDenied' })
    }
    for (const other of ['user/boss', 'user/BOSS', 'user/x/boss']) {
      for (const asked of ask(arn(other))) {
        await assert.rejects(asked, { name: 'NoSuchEntityException' }, other)
      }
    }
  })

  it('finds an identity provider by its own ARN alone', async () => {
    const iam = realm.iam(keys)
    const root = realm.iam()
    await root.send(new I.CreateOpenIDConnectProviderCommand({ Url: 'https://corp.example' }))
    const SAMLMetadataDocument = `<EntityDescriptor><X509Certificate>x</X509Certificate>${' '.repeat(1000)}</EntityDescriptor>`
    await root.send(new I.CreateSAMLProviderCommand({ Name: 'corp.example', SAMLMetadataDocument }))
    const remove = (name: string): Promise<unknown>[] => [
      iam.send(
        new I.DeleteOpenIDConnectProviderCommand({
          OpenIDConnectProviderArn: arn(`oidc-provider/${name}`),
        }),
      ),
      iam.send(new I.DeleteSAMLProviderCommand({ SAMLProviderArn: arn(`saml-provider/${name}`) })),
    ]
    for (const asked of remove('corp.example'))
      await assert.rejects(asked, { name: 'AccessDenied' })
    for (const asked of remove('CORP.example')) {
      await assert.rejects(asked, { name: 'NoSuchEntityException' })
    }
  })

  it('simulates a page at a time, whatever the statements and decisions are', async () => {
    const iam = realm.iam(keys)
    const statements = Array.from({ length: 2000 }, () => allow('*'))
    const input = {
      PolicyInputList: [policy(...statements)],
      ActionNames: Array.from({ length: 100 }, (_, at) => `s3:Get${String(at)}`),
      ResourceArns: Array.from({ length: 100 }, (_, at) => `arn:aws:s3:::b${String(at)}`),
    }
    const first = await iam.send(new I.SimulateCustomPolicyCommand(input))
    assert.equal(first.EvaluationResults?.length, 6)
    assert.equal(first.IsTruncated, true)
    const { Marker } = first
    const next = await iam.send(new I.SimulateCustomPolicyCommand({ ...input, Marker }))
    assert.equal(next.EvaluationResults?.[0]?.EvalResourceName, 'arn:aws:s3:::b6')
    const few = { ...input, PolicyInputList: [policy(allow('*'))], MaxItems: 1000 }
    const plain = await iam.send(new I.SimulateCustomPolicyCommand(few))
    assert.equal(plain.EvaluationResults?.length, 1000)
    const large = Array.from({ length: 6 }, () => policy(...statements))
    for (const command of [
      new I.SimulateCustomPolicyCommand({ ...input, PolicyInputList: large }),
      new I.GetContextKeysForCustomPolicyCommand({ PolicyInputList: large }),
    ]) {
      await assert.rejects(iam.send(command as I.SimulateCustomPolicyCommand), {
        name: 'InvalidInputException',
      })
    }
  })
})
