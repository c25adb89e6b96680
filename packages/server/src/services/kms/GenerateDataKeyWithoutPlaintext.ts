import type { GenerateDataKeyWithoutPlaintextRequest } from '../../generated/kms/index.ts'
import { dataKeyBytes, makeDataKey } from './data-key.ts'
import { keyOperation } from './key-operation.ts'
import { checkSymmetric } from './usage.ts'

export const GenerateDataKeyWithoutPlaintext = keyOperation<GenerateDataKeyWithoutPlaintextRequest>(
  {
    name: 'GenerateDataKeyWithoutPlaintext',
    inputShape: 'GenerateDataKeyWithoutPlaintextRequest',
    naming: 'any',
    states: 'usable',
    prepare(input) {
      dataKeyBytes(input)
    },
    conditions: () => ({ 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' }),
    grantContext: (input) => input.EncryptionContext,
    suits(key, _, arn) {
      checkSymmetric(key, 'GenerateDataKeyWithoutPlaintext', arn)
    },
    async run(deps, key, input, context) {
      const plaintext = deps.kms.random.bytes(dataKeyBytes(input))
      const made = await makeDataKey(deps, key, plaintext, input.EncryptionContext, context)
      plaintext.fill(0)
      return made
    },
  },
)
