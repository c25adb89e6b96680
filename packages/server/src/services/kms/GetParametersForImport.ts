import { kmsError } from '../../errors/index.ts'
import type { GetParametersForImportRequest } from '../../generated/kms/index.ts'
import { keyArn } from './arns.ts'
import { checkExternal } from './imported.ts'
import { keyOperation } from './key-operation.ts'
import { seconds } from './wire.ts'

const algorithms = [
  'RSAES_OAEP_SHA_1',
  'RSAES_OAEP_SHA_256',
  'RSA_AES_KEY_WRAP_SHA_1',
  'RSA_AES_KEY_WRAP_SHA_256',
]

export const GetParametersForImport = keyOperation<GetParametersForImportRequest>({
  name: 'GetParametersForImport',
  inputShape: 'GetParametersForImportRequest',
  naming: 'key',
  states: 'kept',
  conditions: ({ WrappingAlgorithm, WrappingKeySpec }) => ({
    'kms:WrappingAlgorithm': WrappingAlgorithm,
    'kms:WrappingKeySpec': WrappingKeySpec,
  }),
  suits(key, { WrappingAlgorithm, WrappingKeySpec }, arn) {
    checkExternal(key, arn)
    if (algorithms.includes(WrappingAlgorithm) && WrappingKeySpec.startsWith('RSA')) return
    throw kmsError(
      'UnsupportedOperationException',
      `Wrapping by ${WrappingAlgorithm} with ${WrappingKeySpec} is not supported by this server.`,
    )
  },
  async run({ kms }, key, { WrappingAlgorithm, WrappingKeySpec }, { region }) {
    const made = await kms.imports.create(key.keyId, WrappingAlgorithm, WrappingKeySpec)
    return {
      KeyId: keyArn(region, key),
      ImportToken: made.token.toString('base64'),
      PublicKey: made.publicKey.toString('base64'),
      ParametersValidTo: seconds(made.validTo),
    }
  },
})
