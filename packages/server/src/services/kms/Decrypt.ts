import { accessDenied, validation } from '../../errors/index.ts'
import type { DecryptRequest } from '../../generated/kms/index.ts'
import type { Operation } from '../operation.ts'
import { keyArn } from './arns.ts'
import { checkNoContext, decrypt } from './cipher.ts'
import { checkDryRun, guarded, isRefusal, useKey, type KmsDeps } from './key-operation.ts'
import { sourceKey, unknownSource } from './source-key.ts'
import { checkAlgorithm, checkUsage } from './usage.ts'
import { blob, refuseMembers } from './wire.ts'

interface Prepared {
  readonly input: DecryptRequest
  readonly ciphertext: Buffer
  readonly algorithm: string
}

export const Decrypt: Operation<KmsDeps, DecryptRequest, Prepared, object> = {
  name: 'Decrypt',
  inputShape: 'DecryptRequest',

  prepare(input) {
    refuseMembers(input, ['Recipient', 'DryRunModifiers'])
    if (input.CiphertextBlob === undefined) {
      throw validation(
        "1 validation error detected: Value null at 'ciphertextBlob' failed to satisfy constraint: Member must not be null",
      )
    }
    const algorithm = input.EncryptionAlgorithm ?? 'SYMMETRIC_DEFAULT'
    checkNoContext(algorithm, input.EncryptionContext)
    return { input, algorithm, ciphertext: blob(input.CiphertextBlob, 'ciphertextBlob', 6144) }
  },

  // The ciphertext names the key, whose own policy decides: see sourceKey and useKey.
  accesses: () => [],

  async run(deps, { input, ciphertext, algorithm }, context) {
    const { key, alias } = await sourceKey(deps, context, ciphertext, input.KeyId, algorithm)
    const arn = keyArn(context.region, key)
    try {
      await useKey(deps, context, {
        key,
        alias,
        action: 'Decrypt',
        states: 'usable',
        conditions: { 'kms:EncryptionAlgorithm': algorithm },
        grant: { context: input.EncryptionContext },
      })
    } catch (error) {
      const foreign = key.accountId !== context.caller.accountId
      if (input.KeyId !== undefined || !foreign || !isRefusal(error, 'AccessDeniedException')) {
        throw error
      }
      throw accessDenied(unknownSource)
    }
    checkUsage(key, 'ENCRYPT_DECRYPT', 'Decrypt', arn)
    checkAlgorithm(key, 'encryption', algorithm)
    return guarded(async () => {
      const use = { key, algorithm, context: input.EncryptionContext }
      const { plaintext, materialId } = await decrypt(deps, use, ciphertext)
      checkDryRun(input)
      return {
        KeyId: arn,
        Plaintext: plaintext.toString('base64'),
        EncryptionAlgorithm: algorithm,
        KeyMaterialId: materialId,
      }
    })
  },
}
