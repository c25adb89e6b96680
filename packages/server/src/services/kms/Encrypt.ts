import type { EncryptRequest } from '../../generated/kms/index.ts'
import { keyArn } from './arns.ts'
import { checkNoContext, encrypt } from './cipher.ts'
import { keyOperation } from './key-operation.ts'
import { checkAlgorithm, checkUsage } from './usage.ts'
import { blob } from './wire.ts'

const standard = 'SYMMETRIC_DEFAULT'

export const Encrypt = keyOperation<EncryptRequest>({
  name: 'Encrypt',
  inputShape: 'EncryptRequest',
  naming: 'any',
  states: 'usable',
  prepare({ Plaintext, EncryptionAlgorithm = standard, EncryptionContext }) {
    blob(Plaintext, 'plaintext', 4096)
    checkNoContext(EncryptionAlgorithm, EncryptionContext)
  },
  conditions: ({ EncryptionAlgorithm = standard }) => ({
    'kms:EncryptionAlgorithm': EncryptionAlgorithm,
  }),
  grantContext: (input) => input.EncryptionContext,
  suits(key, { EncryptionAlgorithm = standard }, arn) {
    checkUsage(key, 'ENCRYPT_DECRYPT', 'Encrypt', arn)
    checkAlgorithm(key, 'encryption', EncryptionAlgorithm)
  },
  async run(deps, key, input, { region }) {
    const { EncryptionAlgorithm: algorithm = standard, EncryptionContext: context } = input
    const plaintext = blob(input.Plaintext, 'plaintext', 4096)
    const { ciphertext } = await encrypt(deps, { key, algorithm, context }, plaintext)
    plaintext.fill(0)
    return {
      CiphertextBlob: ciphertext.toString('base64'),
      KeyId: keyArn(region, key),
      EncryptionAlgorithm: algorithm,
    }
  },
})
