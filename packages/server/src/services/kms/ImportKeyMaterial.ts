import { kmsError, validation } from '../../errors/index.ts'
import type { ImportKeyMaterialRequest } from '../../generated/kms/index.ts'
import { materialId, type KeyRecord } from '../../security/kms/index.ts'
import { keyArn } from './arns.ts'
import { checkExternal } from './imported.ts'
import { keyOperation, type KmsDeps } from './key-operation.ts'
import { blob, refuseMembers } from './wire.ts'

const expires = 'KEY_MATERIAL_EXPIRES'

export const ImportKeyMaterial = keyOperation<ImportKeyMaterialRequest>({
  name: 'ImportKeyMaterial',
  inputShape: 'ImportKeyMaterialRequest',
  naming: 'key',
  states: 'kept',
  prepare(input) {
    refuseMembers(input, ['ImportType', 'KeyMaterialDescription', 'KeyMaterialId'])
    const { ExpirationModel: model = expires, ValidTo } = input
    if ((model === expires) === (ValidTo === undefined)) {
      throw validation(
        'A validTo date must be set if the ExpirationModel is KEY_MATERIAL_EXPIRES, and must not be otherwise',
      )
    }
  },
  conditions: ({ ExpirationModel = expires, ValidTo }) => ({
    'kms:ExpirationModel': ExpirationModel,
    ...(ValidTo === undefined ? {} : { 'kms:ValidTo': new Date(1000 * ValidTo).toISOString() }),
  }),
  suits(key, _, arn) {
    checkExternal(key, arn)
  },
  async run(deps, key, input, { region }) {
    const { kms } = deps
    const validTo = input.ValidTo === undefined ? undefined : 1000 * input.ValidTo
    if (validTo !== undefined && validTo <= kms.clock.now()) {
      throw validation('ValidTo must be in the future')
    }
    const secret = unwrap(deps, key, input)
    const id = materialId(key.keyId, secret)
    const material = await kms.vault.wrap(key, secret, { createdAt: kms.clock.now() })
    secret.fill(0)
    await kms.keys.change(key.accountId, key.keyId, (before) => {
      const last = before.materials.at(-1)
      if (last !== undefined && last.id !== id) {
        throw kmsError(
          'IncorrectKeyMaterialException',
          'The key material is not the one that was imported before.',
        )
      }
      return {
        ...before,
        state: before.state === 'PendingImport' ? 'Enabled' : before.state,
        materials: [material],
        imported: validTo === undefined ? {} : { validTo },
      }
    })
    return { KeyId: keyArn(region, key), KeyMaterialId: id }
  },
})

function unwrap({ kms }: KmsDeps, key: KeyRecord, input: ImportKeyMaterialRequest): Buffer {
  const token = blob(input.ImportToken, 'importToken', 6144)
  const encrypted = blob(input.EncryptedKeyMaterial, 'encryptedKeyMaterial', 6144)
  const unwrapped = kms.imports.unwrap(key.keyId, token, encrypted)
  switch (unwrapped.outcome) {
    case 'invalid-token':
      throw kmsError('InvalidImportTokenException')
    case 'expired-token':
      throw kmsError('ExpiredImportTokenException')
    case 'invalid-ciphertext':
      throw kmsError('InvalidCiphertextException')
    case 'unwrapped':
      if (unwrapped.material.length !== 32) {
        throw kmsError('IncorrectKeyMaterialException', 'The key material must have 256 bits.')
      }
      return unwrapped.material
  }
}
