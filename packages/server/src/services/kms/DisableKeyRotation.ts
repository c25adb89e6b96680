import type { DisableKeyRotationRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'
import { checkRotates } from './rotation.ts'

export const DisableKeyRotation = keyOperation<DisableKeyRotationRequest>({
  name: 'DisableKeyRotation',
  inputShape: 'DisableKeyRotationRequest',
  naming: 'key',
  states: 'usable',
  suits(key, _, arn) {
    checkRotates(key, arn)
  },
  async run({ kms }, { accountId, keyId }) {
    await kms.keys.change(accountId, keyId, ({ rotation: _, ...key }) => key)
    return {}
  },
})
