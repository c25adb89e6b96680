import type { DeleteImportedKeyMaterialRequest } from '../../generated/kms/index.ts'
import { withoutMaterial } from '../../security/kms/index.ts'
import { keyArn } from './arns.ts'
import { checkExternal } from './imported.ts'
import { keyOperation } from './key-operation.ts'
import { refuseMembers } from './wire.ts'

export const DeleteImportedKeyMaterial = keyOperation<DeleteImportedKeyMaterialRequest>({
  name: 'DeleteImportedKeyMaterial',
  inputShape: 'DeleteImportedKeyMaterialRequest',
  naming: 'key',
  states: 'kept',
  prepare(input) {
    refuseMembers(input, ['KeyMaterialId'])
  },
  suits(key, _, arn) {
    checkExternal(key, arn)
  },
  async run({ kms }, key, _, { region }) {
    await kms.keys.change(key.accountId, key.keyId, withoutMaterial)
    return { KeyId: keyArn(region, key), KeyMaterialId: key.materials.at(-1)?.id }
  },
})
