import { validation } from '../../errors/index.ts'
import type { ReEncryptRequest } from '../../generated/kms/index.ts'
import type { Operation } from '../operation.ts'
import { keyArn } from './arns.ts'
import { checkNoContext, decrypt, encrypt } from './cipher.ts'
import { checkDryRun, guarded, useKey, type KmsDeps } from './key-operation.ts'
import { resolveKey } from './resolve-key.ts'
import { sourceKey } from './source-key.ts'
import { checkAlgorithm, checkUsage } from './usage.ts'
import { blob, refuseMembers } from './wire.ts'

interface Prepared {
  readonly input: ReEncryptRequest
  readonly ciphertext: Buffer
  readonly from: string
  readonly to: string
}

export const ReEncrypt: Operation<KmsDeps, ReEncryptRequest, Prepared, object> = {
  name: 'ReEncrypt',
  inputShape: 'ReEncryptRequest',

  prepare(input) {
    refuseMembers(input, ['DryRunModifiers'])
    if (input.CiphertextBlob === undefined) {
      throw validation(
        "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null",
      )
    }
    const from = input.SourceEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT'
    const to = input.DestinationEncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT'
    checkNoContext(from, input.SourceEncryptionContext)
    checkNoContext(to, input.DestinationEncryptionContext)
    return { input, from, to, ciphertext: blob(input.CiphertextBlob, 'ciphertextBlob', 6144) }
  },

  // Both keys' own policies decide: see useKey.
  accesses: () => [],

  async run(deps, { input, ciphertext, from, to }, context) {
    const source = await sourceKey(deps, context, ciphertext, input.SourceKeyId, from)
    const target = await resolveKey(deps.kms, context, input.DestinationKeyId, 'any')
    const same = String(source.key.keyId === target.key.keyId)
    const sides = [
      {
        ...source,
        action: 'ReEncryptFrom',
        algorithm: from,
        context: input.SourceEncryptionContext,
      },
      {
        ...target,
        action: 'ReEncryptTo',
        algorithm: to,
        context: input.DestinationEncryptionContext,
      },
    ]
    for (const side of sides) {
      await useKey(deps, context, {
        key: side.key,
        alias: side.alias,
        action: side.action,
        states: 'usable',
        conditions: { 'kms:EncryptionAlgorithm': side.algorithm, 'kms:ReEncryptOnSameKey': same },
        grant: { context: side.context },
      })
      checkUsage(side.key, 'ENCRYPT_DECRYPT', 'ReEncrypt', keyArn(context.region, side.key))
      checkAlgorithm(side.key, 'encryption', side.algorithm)
    }
    return guarded(async () => {
      const opening = { key: source.key, algorithm: from, context: input.SourceEncryptionContext }
      const opened = await decrypt(deps, opening, ciphertext)
      checkDryRun(input)
      const sealing = {
        key: target.key,
        algorithm: to,
        context: input.DestinationEncryptionContext,
      }
      const sealed = await encrypt(deps, sealing, opened.plaintext)
      opened.plaintext.fill(0)
      return {
        CiphertextBlob: sealed.ciphertext.toString('base64'),
        SourceKeyId: keyArn(context.region, source.key),
        KeyId: keyArn(context.region, target.key),
        SourceEncryptionAlgorithm: from,
        DestinationEncryptionAlgorithm: to,
        SourceKeyMaterialId: opened.materialId,
        DestinationKeyMaterialId: sealed.materialId,
      }
    })
  },
}
