import assert from 'node:assert/strict'
import { test } from 'node:test'
import * as I from '@aws-sdk/client-iam'
import * as K from '@aws-sdk/client-kms'
import { AssumeRoleCommand } from '@aws-sdk/client-sts'
import { atEnd } from '../at-end.ts'
import {
  account,
  allow,
  keysOf,
  openRealm,
  policy,
  trust,
  type Keys,
  type Realm,
} from '../identity/support.ts'

const userArn = (name: string): string => `arn:aws:iam::${account}:user/${name}`
const denied = { name: 'AccessDeniedException' }
const ofAccount = { AWS: `arn:aws:iam::${account}:root` }

async function removed(realm: Realm, UserName: string, { accessKeyId }: Keys): Promise<void> {
  const iam = realm.iam()
  await iam.send(new I.DeleteAccessKeyCommand({ UserName, AccessKeyId: accessKeyId }))
  await iam.send(new I.DeleteUserCommand({ UserName }))
}

test('key policies and grants mean the users that there were, not later ones of the same name', async (t) => {
  const realm = await openRealm()
  atEnd(t, () => realm.close())
  const kms = realm.kms()
  const create = async (Principal: object): Promise<string> => {
    const Policy = policy(
      allow('kms:*', { Principal: ofAccount }),
      allow('kms:Encrypt', { Principal }),
    )
    const { KeyMetadata } = await kms.send(new K.CreateKeyCommand({ Policy }))
    return KeyMetadata?.KeyId ?? ''
  }
  const encrypt = (KeyId: string, keys: Keys): Promise<unknown> =>
    realm.kms(keys).send(new K.EncryptCommand({ KeyId, Plaintext: Buffer.from('text') }))

  await assert.rejects(create({ AWS: userArn('nobody') }), K.MalformedPolicyDocumentException)
  const bob = await realm.user('bob')
  const named = await create({ AWS: userArn('bob') })
  const granted = await create(ofAccount)
  const grant = (name: string): Promise<K.CreateGrantCommandOutput> =>
    kms.send(
      new K.CreateGrantCommand({
        KeyId: granted,
        GranteePrincipal: userArn(name),
        RetiringPrincipal: userArn(name),
        Operations: ['Encrypt'],
        Name: 'for-bob',
      }),
    )
  await assert.rejects(grant('nobody'), K.InvalidArnException)
  const { GrantToken } = await grant('bob')
  await encrypt(named, bob)
  await encrypt(granted, bob)

  await removed(realm, 'bob', bob)
  const later = await realm.user('bob')
  await assert.rejects(encrypt(named, later), denied)
  await assert.rejects(encrypt(granted, later), denied)
  const retire = new K.RetireGrantCommand({ GrantToken })
  await assert.rejects(realm.kms(later).send(retire), denied)
  const { Policy } = await kms.send(new K.GetKeyPolicyCommand({ KeyId: named }))
  assert.match(Policy ?? '', /user\/bob/)
  // Said anew, the same words mean the one that there is now.
  await kms.send(new K.PutKeyPolicyCommand({ KeyId: named, Policy: Policy ?? '' }))
  await encrypt(named, later)
  await grant('bob')
  await encrypt(granted, later)
})

test('a grant is retired by whom it names, within what their session may do', async (t) => {
  const realm = await openRealm()
  atEnd(t, () => realm.close())
  const kms = realm.kms()
  const ann = await realm.user('ann')
  const iam = realm.iam()
  const AssumeRolePolicyDocument = trust({ AWS: userArn('ann') })
  await iam.send(new I.CreateRoleCommand({ RoleName: 'retires', AssumeRolePolicyDocument }))
  const RoleArn = `arn:aws:iam::${account}:role/retires`
  const session = async (Policy?: string): Promise<Keys> =>
    keysOf(
      (
        await realm
          .sts(ann)
          .send(
            new AssumeRoleCommand({ RoleArn, RoleSessionName: 'work', ...(Policy && { Policy }) }),
          )
      ).Credentials,
    )
  const { KeyMetadata } = await kms.send(new K.CreateKeyCommand({}))
  const { GrantToken } = await kms.send(
    new K.CreateGrantCommand({
      KeyId: KeyMetadata?.KeyId,
      GranteePrincipal: userArn('ann'),
      RetiringPrincipal: RoleArn,
      Operations: ['Encrypt'],
    }),
  )
  const retire = async (keys: Keys): Promise<unknown> =>
    realm.kms(keys).send(new K.RetireGrantCommand({ GrantToken }))
  await assert.rejects(retire(ann), denied)
  await assert.rejects(retire(await session(policy(allow('dynamodb:*')))), denied)
  await retire(await session())
})
