import type { UpdateKeyDescriptionRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'

export const UpdateKeyDescription = keyOperation<UpdateKeyDescriptionRequest>({
  name: 'UpdateKeyDescription',
  inputShape: 'UpdateKeyDescriptionRequest',
  naming: 'key',
  states: 'kept',
  async run({ kms }, { accountId, keyId }, { Description: description }) {
    await kms.keys.change(accountId, keyId, (key) => ({ ...key, description }))
    return {}
  },
})
