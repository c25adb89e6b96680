import { kmsError } from '../../errors/index.ts'
import type { CancelKeyDeletionRequest } from '../../generated/kms/index.ts'
import { currentMaterial, type KeyRecord } from '../../security/kms/index.ts'
import { keyArn } from './arns.ts'
import { keyOperation } from './key-operation.ts'

export const CancelKeyDeletion = keyOperation<CancelKeyDeletionRequest>({
  name: 'CancelKeyDeletion',
  inputShape: 'CancelKeyDeletionRequest',
  naming: 'key',
  states: 'any',
  suits(key, _, arn) {
    if (key.state === 'PendingDeletion') return
    throw kmsError('KMSInvalidStateException', `${arn} is not pending deletion.`)
  },
  async run({ kms }, { accountId, keyId }, _, { region }) {
    await kms.keys.change(accountId, keyId, ({ deletion: __, ...key }): KeyRecord => ({
      ...key,
      state: currentMaterial(key) === undefined ? 'PendingImport' : 'Disabled',
    }))
    return { KeyId: keyArn(region, { accountId, keyId }) }
  },
})
