import assert from 'node:assert/strict'
import { test } from 'node:test'
import { rootCaller } from '../../src/security/credentials/index.ts'
import { openMemoryStore } from '../../src/storage/memory/index.ts'
import { accountId, keep, tables } from './tables.ts'

test('another account uses a key that is shared with it, and does not manage it', async () => {
  const server = tables(keep(openMemoryStore()))
  const other = '999988887777'
  const foreign = rootCaller(other, 'AKIDOTHER')
  const AWS = [accountId, other].map((account) => `arn:aws:iam::${account}:root`)
  const all = { Effect: 'Allow', Principal: { AWS }, Action: 'kms:*', Resource: '*' }
  const Policy = JSON.stringify({ Version: '2012-10-17', Statement: [all] })
  const { KeyMetadata } = await server.kms('CreateKey', { Policy })
  const { Arn: KeyId } = KeyMetadata as { Arn: string }

  const uses: Record<string, object> = {
    Encrypt: { Plaintext: 'AAAA' },
    GenerateDataKey: { KeySpec: 'AES_256' },
    DescribeKey: {},
    GetKeyRotationStatus: {},
    ListGrants: {},
    CreateGrant: { GranteePrincipal: AWS[1], Operations: ['Encrypt'] },
  }
  for (const [name, input] of Object.entries(uses)) {
    await server.kms(name, { KeyId, ...input }, foreign)
  }
  const { CiphertextBlob } = await server.kms('Encrypt', { KeyId, Plaintext: 'AAAA' }, foreign)
  await server.kms('Decrypt', { CiphertextBlob }, foreign)
  await server.kms('ReEncrypt', { CiphertextBlob, DestinationKeyId: KeyId }, foreign)

  const tag = { TagKey: 'a', TagValue: 'b' }
  const management: Record<string, object> = {
    PutKeyPolicy: { Policy },
    GetKeyPolicy: {},
    ListKeyPolicies: {},
    EnableKey: {},
    DisableKey: {},
    UpdateKeyDescription: { Description: 'theirs' },
    EnableKeyRotation: {},
    DisableKeyRotation: {},
    RotateKeyOnDemand: {},
    ListKeyRotations: {},
    TagResource: { Tags: [tag] },
    UntagResource: { TagKeys: ['a'] },
    ListResourceTags: {},
    CreateAlias: { AliasName: 'alias/squatted', TargetKeyId: KeyId },
    ScheduleKeyDeletion: {},
    CancelKeyDeletion: {},
  }
  const denied = { code: 'AccessDeniedException' }
  for (const [name, input] of Object.entries(management)) {
    const asked = name === 'CreateAlias' ? input : { KeyId, ...input }
    await assert.rejects(server.kms(name, asked, foreign), denied, name)
  }
  const { Aliases } = await server.kms('ListAliases', { KeyId })
  assert.deepEqual(Aliases, [])
  // In its own account the same policy allows all of it.
  await server.kms('CreateAlias', { AliasName: 'alias/own', TargetKeyId: KeyId })
  await server.kms('ScheduleKeyDeletion', { KeyId })
})
