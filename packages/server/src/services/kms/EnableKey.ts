import { kmsError } from '../../errors/index.ts'
import type { EnableKeyRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'

export const EnableKey = keyOperation<EnableKeyRequest>({
  name: 'EnableKey',
  inputShape: 'EnableKeyRequest',
  naming: 'key',
  states: 'kept',
  suits(key, _, arn) {
    if (key.state !== 'PendingImport') return
    throw kmsError('KMSInvalidStateException', `${arn} is pending import.`)
  },
  async run({ kms }, { accountId, keyId }) {
    await kms.keys.change(accountId, keyId, (key) =>
      key.state === 'Disabled' ? { ...key, state: 'Enabled' } : key,
    )
    return {}
  },
})
