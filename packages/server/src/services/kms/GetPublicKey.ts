import { kmsError } from '../../errors/index.ts'
import type { GetPublicKeyRequest } from '../../generated/kms/index.ts'
import { keySpecs } from '../../security/kms/index.ts'
import { keyArn } from './arns.ts'
import { keyOperation } from './key-operation.ts'

export const GetPublicKey = keyOperation<GetPublicKeyRequest>({
  name: 'GetPublicKey',
  inputShape: 'GetPublicKeyRequest',
  naming: 'any',
  states: 'usable',
  grantContext: () => undefined,
  suits(key, _, arn) {
    if (key.materials.at(-1)?.publicKey !== undefined) return
    throw kmsError(
      'UnsupportedOperationException',
      `${arn} key spec is ${key.spec} which is not valid for GetPublicKey.`,
    )
  },
  run(_, key, __, { region }) {
    const facts = keySpecs.get(key.spec)
    const encrypts = key.usage === 'ENCRYPT_DECRYPT'
    return Promise.resolve({
      KeyId: keyArn(region, key),
      PublicKey: key.materials.at(-1)?.publicKey,
      CustomerMasterKeySpec: key.spec,
      KeySpec: key.spec,
      KeyUsage: key.usage,
      EncryptionAlgorithms: encrypts ? facts?.encryption : undefined,
      SigningAlgorithms: encrypts ? undefined : facts?.signing,
    })
  },
})
