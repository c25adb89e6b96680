import type { GenerateDataKeyPairWithoutPlaintextRequest } from '../../generated/kms/index.ts'
import { checkPairSpec, makeDataKeyPair } from './data-key-pair.ts'
import { makeDataKey } from './data-key.ts'
import { keyOperation } from './key-operation.ts'
import { checkSymmetric } from './usage.ts'

export const GenerateDataKeyPairWithoutPlaintext =
  keyOperation<GenerateDataKeyPairWithoutPlaintextRequest>({
    name: 'GenerateDataKeyPairWithoutPlaintext',
    inputShape: 'GenerateDataKeyPairWithoutPlaintextRequest',
    naming: 'any',
    states: 'usable',
    prepare(input) {
      checkPairSpec(input.KeyPairSpec)
    },
    conditions: ({ KeyPairSpec }) => ({
      'kms:DataKeyPairSpec': KeyPairSpec,
      'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
    }),
    grantContext: (input) => input.EncryptionContext,
    suits(key, _, arn) {
      checkSymmetric(key, 'GenerateDataKeyPairWithoutPlaintext', arn)
    },
    async run(deps, key, { KeyPairSpec, EncryptionContext }, context) {
      const { privateKey, publicKey } = await makeDataKeyPair(KeyPairSpec)
      const made = await makeDataKey(deps, key, privateKey, EncryptionContext, context)
      privateKey.fill(0)
      return {
        PrivateKeyCiphertextBlob: made.CiphertextBlob,
        PublicKey: publicKey.toString('base64'),
        KeyId: made.KeyId,
        KeyPairSpec,
        KeyMaterialId: made.KeyMaterialId,
      }
    },
  })
