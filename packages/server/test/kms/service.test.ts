import assert from 'node:assert/strict'
import { constants, createPublicKey, publicEncrypt, randomBytes, verify } from 'node:crypto'
import { after, before, test } from 'node:test'
import { CreateUserCommand, IAMClient } from '@aws-sdk/client-iam'
import * as kms from '@aws-sdk/client-kms'
import { start, type Server } from '../../src/index.ts'

let server: Server
let client: kms.KMSClient

before(async () => {
  server = await start()
  client = new kms.KMSClient(server.clientConfig)
})

after(async () => {
  client.destroy()
  await server.close()
})

async function create(input: kms.CreateKeyCommandInput = {}): Promise<string> {
  const { KeyMetadata } = await client.send(new kms.CreateKeyCommand(input))
  assert(KeyMetadata?.KeyId !== undefined)
  return KeyMetadata.KeyId
}

function arn(KeyId: string): string {
  return `arn:aws:kms:us-east-1:000000000000:key/${KeyId}`
}

const text = Buffer.from('a secret text')
const EncryptionContext = { tenant: 'one', purpose: 'test' }

test('a key is described, found by each of its names, and listed', async () => {
  const KeyId = await create({ Description: 'mine', Tags: [{ TagKey: 'a', TagValue: 'b' }] })
  await client.send(new kms.CreateAliasCommand({ AliasName: 'alias/mine', TargetKeyId: KeyId }))
  const names = [KeyId, arn(KeyId), 'alias/mine', 'arn:aws:kms:us-east-1:000000000000:alias/mine']
  for (const name of names) {
    const { KeyMetadata } = await client.send(new kms.DescribeKeyCommand({ KeyId: name }))
    assert.equal(KeyMetadata?.Arn, arn(KeyId))
    assert.equal(KeyMetadata.KeyState, 'Enabled')
    assert.deepEqual(KeyMetadata.EncryptionAlgorithms, ['SYMMETRIC_DEFAULT'])
    assert.match(KeyMetadata.CurrentKeyMaterialId ?? '', /^[0-9a-f]{64}$/)
  }
  const { Keys } = await client.send(new kms.ListKeysCommand({}))
  assert(Keys?.some((key) => key.KeyId === KeyId))
  const { Tags } = await client.send(new kms.ListResourceTagsCommand({ KeyId }))
  assert.deepEqual(Tags, [{ TagKey: 'a', TagValue: 'b' }])
  const { Aliases } = await client.send(new kms.ListAliasesCommand({ KeyId }))
  assert.deepEqual(
    Aliases?.map((alias) => alias.AliasName),
    ['alias/mine'],
  )
  const taken = new kms.CreateAliasCommand({ AliasName: 'alias/mine', TargetKeyId: KeyId })
  await assert.rejects(client.send(taken), kms.AlreadyExistsException)
  const { Policy } = await client.send(new kms.GetKeyPolicyCommand({ KeyId }))
  assert.match(Policy ?? '', /"Sid" : "Enable IAM User Permissions"/)
})

test('ciphertext opens in its context alone, and after rotation', async () => {
  const KeyId = await create()
  const encrypt = new kms.EncryptCommand({ KeyId, Plaintext: text, EncryptionContext })
  const { CiphertextBlob } = await client.send(encrypt)
  assert(CiphertextBlob !== undefined)
  await client.send(new kms.RotateKeyOnDemandCommand({ KeyId }))
  const opened = await client.send(new kms.DecryptCommand({ CiphertextBlob, EncryptionContext }))
  assert.deepEqual(Buffer.from(opened.Plaintext ?? []), text)
  assert.equal(opened.KeyId, arn(KeyId))
  const again = await client.send(encrypt)
  const fresh = await client.send(
    new kms.DecryptCommand({ CiphertextBlob: again.CiphertextBlob, EncryptionContext }),
  )
  assert.notEqual(fresh.KeyMaterialId, opened.KeyMaterialId, 'the new version encrypts')

  const refused: Partial<kms.DecryptCommandInput>[] = [
    {},
    { EncryptionContext: { ...EncryptionContext, tenant: 'two' } },
    { EncryptionContext: { ...EncryptionContext, more: 'x' } },
  ]
  for (const input of refused) {
    const command = new kms.DecryptCommand({ CiphertextBlob, ...input })
    await assert.rejects(client.send(command), kms.InvalidCiphertextException)
  }
  for (let at = 60; at < CiphertextBlob.length; at += 7) {
    const changed = Buffer.from(CiphertextBlob)
    changed[at] = (changed[at] ?? 0) ^ 1
    const command = new kms.DecryptCommand({ CiphertextBlob: changed, EncryptionContext })
    await assert.rejects(client.send(command), kms.InvalidCiphertextException)
  }
  const other = await create()
  const wrong = new kms.DecryptCommand({ CiphertextBlob, EncryptionContext, KeyId: other })
  await assert.rejects(client.send(wrong), kms.IncorrectKeyException)
})

test('data keys, pairs, re-encryption and random bytes', async () => {
  const KeyId = await create()
  const made = await client.send(
    new kms.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_256', EncryptionContext }),
  )
  assert.equal(made.Plaintext?.length, 32)
  const target = await create()
  const moved = await client.send(
    new kms.ReEncryptCommand({
      CiphertextBlob: made.CiphertextBlob,
      SourceEncryptionContext: EncryptionContext,
      DestinationKeyId: target,
    }),
  )
  assert.equal(moved.SourceKeyId, arn(KeyId))
  const opened = await client.send(
    new kms.DecryptCommand({ CiphertextBlob: moved.CiphertextBlob, KeyId: target }),
  )
  assert.deepEqual(opened.Plaintext, made.Plaintext)
  const pair = await client.send(
    new kms.GenerateDataKeyPairCommand({ KeyId, KeyPairSpec: 'ECC_NIST_P256' }),
  )
  const key = await client.send(
    new kms.DecryptCommand({ CiphertextBlob: pair.PrivateKeyCiphertextBlob }),
  )
  assert.deepEqual(key.Plaintext, pair.PrivateKeyPlaintext)
  const { Plaintext } = await client.send(new kms.GenerateRandomCommand({ NumberOfBytes: 77 }))
  assert.equal(Plaintext?.length, 77)
  await assert.rejects(client.send(new kms.GenerateDataKeyCommand({ KeyId })), /number of bytes/)
  const dry = new kms.GenerateDataKeyCommand({ KeyId, KeySpec: 'AES_128', DryRun: true })
  await assert.rejects(client.send(dry), kms.DryRunOperationException)
})

test('MACs, signatures and asymmetric encryption', async () => {
  const hmac = await create({ KeySpec: 'HMAC_256', KeyUsage: 'GENERATE_VERIFY_MAC' })
  const use = { KeyId: hmac, Message: text, MacAlgorithm: 'HMAC_SHA_256' } as const
  const { Mac } = await client.send(new kms.GenerateMacCommand(use))
  assert(Mac !== undefined)
  const { MacValid } = await client.send(new kms.VerifyMacCommand({ ...use, Mac }))
  assert.equal(MacValid, true)
  const bad = new kms.VerifyMacCommand({ ...use, Message: Buffer.from('other'), Mac })
  await assert.rejects(client.send(bad), kms.KMSInvalidMacException)

  const signers = [
    ['ECC_NIST_P384', 'ECDSA_SHA_384', 'sha384'],
    ['ECC_NIST_EDWARDS25519', 'ED25519_SHA_512', null],
    ['RSA_2048', 'RSASSA_PSS_SHA_256', 'sha256'],
  ] as const
  for (const [KeySpec, SigningAlgorithm, hash] of signers) {
    const KeyId = await create({ KeySpec, KeyUsage: 'SIGN_VERIFY' })
    const signing = { KeyId, Message: text, SigningAlgorithm }
    const { Signature } = await client.send(new kms.SignCommand(signing))
    assert(Signature !== undefined)
    await client.send(new kms.VerifyCommand({ ...signing, Signature }))
    const other = new kms.VerifyCommand({ ...signing, Message: Buffer.from('other'), Signature })
    await assert.rejects(client.send(other), kms.KMSInvalidSignatureException)
    const { PublicKey } = await client.send(new kms.GetPublicKeyCommand({ KeyId }))
    const key = createPublicKey({
      key: Buffer.from(PublicKey ?? []),
      format: 'der',
      type: 'spki',
    })
    const pss = KeySpec === 'RSA_2048' ? { padding: constants.RSA_PKCS1_PSS_PADDING } : {}
    assert(verify(hash, text, { key, ...pss }, Signature))
    const encrypt = new kms.EncryptCommand({ KeyId, Plaintext: text })
    await assert.rejects(client.send(encrypt), kms.InvalidKeyUsageException)
  }
  const KeyId = await create({ KeySpec: 'RSA_2048', KeyUsage: 'ENCRYPT_DECRYPT' })
  const EncryptionAlgorithm = 'RSAES_OAEP_SHA_256'
  const { CiphertextBlob } = await client.send(
    new kms.EncryptCommand({ KeyId, Plaintext: text, EncryptionAlgorithm }),
  )
  const { Plaintext } = await client.send(
    new kms.DecryptCommand({ KeyId, CiphertextBlob, EncryptionAlgorithm }),
  )
  assert.deepEqual(Buffer.from(Plaintext ?? []), text)
})

test('a key that is disabled or about to be deleted does nothing until it is back', async () => {
  const KeyId = await create()
  const encrypt = new kms.EncryptCommand({ KeyId, Plaintext: text })
  const { CiphertextBlob } = await client.send(encrypt)
  const decrypt = new kms.DecryptCommand({ CiphertextBlob })
  await client.send(new kms.DisableKeyCommand({ KeyId }))
  for (const command of [encrypt, decrypt]) {
    await assert.rejects(client.send(command as typeof encrypt), {
      name: 'DisabledException',
      message: `${arn(KeyId)} is disabled.`,
    })
  }
  await client.send(new kms.EnableKeyCommand({ KeyId }))
  await client.send(decrypt)
  const short = new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 6 })
  await assert.rejects(client.send(short), { name: 'ValidationException' })
  await client.send(new kms.ScheduleKeyDeletionCommand({ KeyId, PendingWindowInDays: 7 }))
  await assert.rejects(client.send(decrypt), {
    name: 'KMSInvalidStateException',
    message: `${arn(KeyId)} is pending deletion.`,
  })
  await client.send(new kms.CancelKeyDeletionCommand({ KeyId }))
  await assert.rejects(client.send(decrypt), kms.DisabledException)
  await client.send(new kms.EnableKeyCommand({ KeyId }))
  await client.send(decrypt)
})

test('material is imported, deleted, and only the same material comes back', async () => {
  const KeyId = await create({ Origin: 'EXTERNAL' })
  const encrypt = new kms.EncryptCommand({ KeyId, Plaintext: text })
  await assert.rejects(client.send(encrypt), { message: `${arn(KeyId)} is pending import.` })
  const load = async (material: Buffer): Promise<void> => {
    const parameters = await client.send(
      new kms.GetParametersForImportCommand({
        KeyId,
        WrappingAlgorithm: 'RSAES_OAEP_SHA_256',
        WrappingKeySpec: 'RSA_2048',
      }),
    )
    const key = createPublicKey({
      key: Buffer.from(parameters.PublicKey ?? []),
      format: 'der',
      type: 'spki',
    })
    const padding = { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }
    await client.send(
      new kms.ImportKeyMaterialCommand({
        KeyId,
        ImportToken: parameters.ImportToken,
        EncryptedKeyMaterial: publicEncrypt({ key, ...padding }, material),
        ExpirationModel: 'KEY_MATERIAL_DOES_NOT_EXPIRE',
      }),
    )
  }
  const material = randomBytes(32)
  await load(material)
  const { CiphertextBlob } = await client.send(encrypt)
  await client.send(new kms.DeleteImportedKeyMaterialCommand({ KeyId }))
  const decrypt = new kms.DecryptCommand({ CiphertextBlob })
  await assert.rejects(client.send(decrypt), kms.KMSInvalidStateException)
  await assert.rejects(load(randomBytes(32)), kms.IncorrectKeyMaterialException)
  await load(material)
  const { Plaintext } = await client.send(decrypt)
  assert.deepEqual(Buffer.from(Plaintext ?? []), text)
})

test('grants are listed, named once, retired and revoked', async () => {
  const KeyId = await create()
  const iam = new IAMClient(server.clientConfig)
  await iam.send(new CreateUserCommand({ UserName: 'ann' }))
  iam.destroy()
  const input: kms.CreateGrantCommandInput = {
    KeyId,
    GranteePrincipal: 'arn:aws:iam::000000000000:user/ann',
    RetiringPrincipal: 'arn:aws:iam::000000000000:root',
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: { tenant: 'one' } },
    Name: 'once',
  }
  const one = await client.send(new kms.CreateGrantCommand(input))
  const same = await client.send(new kms.CreateGrantCommand(input))
  assert.equal(same.GrantId, one.GrantId)
  const { Grants } = await client.send(new kms.ListGrantsCommand({ KeyId }))
  assert.deepEqual(
    Grants?.map((grant) => [grant.GrantId, grant.Operations, grant.Constraints]),
    [[one.GrantId, ['Decrypt'], { EncryptionContextSubset: { tenant: 'one' } }]],
  )
  const retirable = await client.send(
    new kms.ListRetirableGrantsCommand({ RetiringPrincipal: 'arn:aws:iam::000000000000:root' }),
  )
  assert.equal(retirable.Grants?.length, 1)
  await client.send(new kms.RetireGrantCommand({ GrantToken: one.GrantToken }))
  const two = await client.send(new kms.CreateGrantCommand({ ...input, Name: 'twice' }))
  await client.send(new kms.RevokeGrantCommand({ KeyId, GrantId: two.GrantId }))
  assert.deepEqual((await client.send(new kms.ListGrantsCommand({ KeyId }))).Grants, [])
})

test('a policy must leave its author in control, and without a statement even root is denied', async () => {
  const KeyId = await create()
  const policy = (...statements: object[]): string =>
    JSON.stringify({ Version: '2012-10-17', Statement: statements })
  const put = (Policy: string, BypassPolicyLockoutSafetyCheck = false): Promise<unknown> =>
    client.send(new kms.PutKeyPolicyCommand({ KeyId, Policy, BypassPolicyLockoutSafetyCheck }))
  const root = { AWS: 'arn:aws:iam::000000000000:root' }
  const none = policy({ Effect: 'Allow', Principal: root, Action: 'kms:List*', Resource: '*' })
  await assert.rejects(put(none), kms.MalformedPolicyDocumentException)
  await assert.rejects(put('{'), kms.MalformedPolicyDocumentException)
  const admin = { Effect: 'Allow', Principal: root, Action: 'kms:*', Resource: '*' }
  const bound = {
    ...admin,
    Effect: 'Deny',
    Action: 'kms:Encrypt',
    Condition: { StringNotEquals: { 'kms:EncryptionContext:tenant': 'one' } },
  }
  await put(policy(admin, bound))
  const encrypt = (tenant: string) =>
    client.send(new kms.EncryptCommand({ KeyId, Plaintext: text, EncryptionContext: { tenant } }))
  await encrypt('one')
  await assert.rejects(encrypt('two'), { name: 'AccessDeniedException' })
  await put(none, true)
  await assert.rejects(encrypt('one'), { name: 'AccessDeniedException' })
})

test('what is not there is named as KMS names it', async () => {
  const missing = '11111111-2222-4333-8444-555555555555'
  const describe = (KeyId: string) => client.send(new kms.DescribeKeyCommand({ KeyId }))
  await assert.rejects(describe(missing), {
    name: 'NotFoundException',
    message: `Key '${arn(missing)}' does not exist`,
  })
  await assert.rejects(describe('what'), { message: "Invalid keyId 'what'" })
  await assert.rejects(describe('alias/none'), {
    message: 'Alias arn:aws:kms:us-east-1:000000000000:alias/none is not found.',
  })
  const specless = new kms.CreateKeyCommand({ KeySpec: 'RSA_2048' })
  await assert.rejects(client.send(specless), /You must specify a KeyUsage value/)
  const sm2 = new kms.CreateKeyCommand({ KeySpec: 'SM2', KeyUsage: 'SIGN_VERIFY' })
  await assert.rejects(client.send(sm2), kms.UnsupportedOperationException)
  const store = new kms.DescribeCustomKeyStoresCommand({})
  await assert.rejects(client.send(store), { name: 'UnknownOperationException' })
})
