import type { GenerateDataKeyRequest } from '../../generated/kms/index.ts'
import { dataKeyBytes, makeDataKey } from './data-key.ts'
import { keyOperation } from './key-operation.ts'
import { checkSymmetric } from './usage.ts'
import { refuseMembers } from './wire.ts'

export const GenerateDataKey = keyOperation<GenerateDataKeyRequest>({
  name: 'GenerateDataKey',
  inputShape: 'GenerateDataKeyRequest',
  naming: 'any',
  states: 'usable',
  prepare(input) {
    refuseMembers(input, ['Recipient'])
    dataKeyBytes(input)
  },
  conditions: () => ({ 'kms:EncryptionAlgorithm': 'SYMMETRIC_DEFAULT' }),
  grantContext: (input) => input.EncryptionContext,
  suits(key, _, arn) {
    checkSymmetric(key, 'GenerateDataKey', arn)
  },
  async run(deps, key, input, context) {
    const plaintext = deps.kms.random.bytes(dataKeyBytes(input))
    const made = await makeDataKey(deps, key, plaintext, input.EncryptionContext, context)
    const Plaintext = plaintext.toString('base64')
    plaintext.fill(0)
    return { ...made, Plaintext }
  },
})
