import type { GenerateDataKeyPairRequest } from '../../generated/kms/index.ts'
import { checkPairSpec, makeDataKeyPair } from './data-key-pair.ts'
import { makeDataKey } from './data-key.ts'
import { keyOperation } from './key-operation.ts'
import { checkSymmetric } from './usage.ts'
import { refuseMembers } from './wire.ts'

export const GenerateDataKeyPair = keyOperation<GenerateDataKeyPairRequest>({
  name: 'GenerateDataKeyPair',
  inputShape: 'GenerateDataKeyPairRequest',
  naming: 'any',
  states: 'usable',
  prepare(input) {
    refuseMembers(input, ['Recipient'])
    checkPairSpec(input.KeyPairSpec)
  },
  conditions: ({ KeyPairSpec }) => ({
    'kms:DataKeyPairSpec': KeyPairSpec,
    'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT',
  }),
  grantContext: (input) => input.EncryptionContext,
  suits(key, _, arn) {
    checkSymmetric(key, 'GenerateDataKeyPair', arn)
  },
  async run(deps, key, { KeyPairSpec, EncryptionContext }, context) {
    const { privateKey, publicKey } = await makeDataKeyPair(KeyPairSpec)
    const made = await makeDataKey(deps, key, privateKey, EncryptionContext, context)
    const PrivateKeyPlaintext = privateKey.toString('base64')
    privateKey.fill(0)
    return {
      PrivateKeyCiphertextBlob: made.CiphertextBlob,
      PrivateKeyPlaintext,
      PublicKey: publicKey.toString('base64'),
      KeyId: made.KeyId,
      KeyPairSpec,
      KeyMaterialId: made.KeyMaterialId,
    }
  },
})
