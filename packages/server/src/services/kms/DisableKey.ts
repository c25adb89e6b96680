import { kmsError } from '../../errors/index.ts'
import type { DisableKeyRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'

export const DisableKey = keyOperation<DisableKeyRequest>({
  name: 'DisableKey',
  inputShape: 'DisableKeyRequest',
  naming: 'key',
  states: 'kept',
  suits(key, _, arn) {
    if (key.state !== 'PendingImport') return
    throw kmsError('KMSInvalidStateException', `${arn} is pending import.`)
  },
  async run({ kms }, { accountId, keyId }) {
    await kms.keys.change(accountId, keyId, (key) =>
      key.state === 'Enabled' ? { ...key, state: 'Disabled' } : key,
    )
    return {}
  },
})
