import { limits } from '../../base/index.ts'
import { kmsError, validation } from '../../errors/index.ts'
import type { CreateKeyRequest } from '../../generated/kms/index.ts'
import {
  defaultKeyPolicy,
  keySpecs,
  type KeyRecord,
  type KeyUsage,
} from '../../security/kms/index.ts'
import type { Operation } from '../operation.ts'
import type { KmsDeps } from './key-operation.ts'
import { checkPolicy } from './key-policy.ts'
import { checkTags, tagConditions } from './tags.ts'
import { keyMetadata, refuseMembers } from './wire.ts'

interface Prepared {
  readonly input: CreateKeyRequest
  readonly spec: string
  readonly usage: KeyUsage
  readonly origin: KeyRecord['origin']
}

export const CreateKey: Operation<KmsDeps, CreateKeyRequest, Prepared, object> = {
  name: 'CreateKey',
  inputShape: 'CreateKeyRequest',

  prepare(input) {
    refuseMembers(input, ['CustomKeyStoreId', 'XksKeyId'])
    const { Origin: origin = 'AWS_KMS', MultiRegion, Tags } = input
    if (origin !== 'AWS_KMS' && origin !== 'EXTERNAL') refuseMembers(input, ['Origin'])
    if (MultiRegion === true) refuseMembers(input, ['MultiRegion'])
    checkTags(Tags ?? [])
    if ((input.Policy?.length ?? 0) > limits.kmsPolicyCharacters) {
      throw kmsError('LimitExceededException', 'The policy exceeds the limit of 32 KB')
    }
    const spec = input.KeySpec ?? input.CustomerMasterKeySpec ?? 'SYMMETRIC_DEFAULT'
    const usage = usageOf(input, spec)
    if (origin === 'EXTERNAL' && spec !== 'SYMMETRIC_DEFAULT') {
      throw kmsError(
        'UnsupportedOperationException',
        `Import of key material for KeySpec ${spec} is not supported by this server.`,
      )
    }
    return { input, spec, usage, origin: origin === 'EXTERNAL' ? origin : 'AWS_KMS' }
  },

  accesses({ input, spec, usage, origin }) {
    return [
      {
        action: 'kms:CreateKey',
        resource: '*',
        conditions: {
          'kms:KeySpec': [spec],
          'kms:KeyUsage': [usage],
          'kms:KeyOrigin': [origin],
          'kms:MultiRegion': ['false'],
          'kms:BypassPolicyLockoutSafetyCheck': [
            String(input.BypassPolicyLockoutSafetyCheck ?? false),
          ],
          ...tagConditions(input.Tags ?? []),
        },
      },
    ]
  },

  async run(deps, { input, spec, usage, origin }, context) {
    const { accountId } = context.caller
    const policy = input.Policy ?? defaultKeyPolicy(accountId)
    const bypass = input.BypassPolicyLockoutSafetyCheck === true
    const principals = await checkPolicy(deps, context, { accountId, keyId: '*' }, policy, bypass)
    const key = await deps.kms.keys.create({
      accountId,
      description: input.Description ?? '',
      usage,
      spec,
      origin,
      manager: 'CUSTOMER',
      policy,
      principals,
      tags: input.Tags ?? [],
    })
    return { KeyMetadata: keyMetadata(context.region, key) }
  },
}

function usageOf(input: CreateKeyRequest, spec: string): KeyUsage {
  const facts = keySpecs.get(spec)
  const { KeyUsage: usage } = input
  if (usage === undefined && spec !== 'SYMMETRIC_DEFAULT') {
    throw validation(
      'You must specify a KeyUsage value for all KMS keys except for symmetric encryption keys.',
    )
  }
  if (facts === undefined) {
    throw kmsError(
      'UnsupportedOperationException',
      `KeySpec ${spec} is not supported by this server.`,
    )
  }
  const fits = facts.usages.find((each) => each === (usage ?? 'ENCRYPT_DECRYPT'))
  if (fits !== undefined) return fits
  if (usage === 'KEY_AGREEMENT' && facts.kind === 'ec') {
    throw kmsError(
      'UnsupportedOperationException',
      `KeyUsage ${usage} is not supported by this server.`,
    )
  }
  throw validation(`KeyUsage ${usage ?? ''} is not compatible with KeySpec ${spec}`)
}
