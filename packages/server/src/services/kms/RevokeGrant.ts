import { kmsError } from '../../errors/index.ts'
import type { RevokeGrantRequest } from '../../generated/kms/index.ts'
import { keyOperation } from './key-operation.ts'

export const RevokeGrant = keyOperation<RevokeGrantRequest>({
  name: 'RevokeGrant',
  inputShape: 'RevokeGrantRequest',
  naming: 'key',
  states: 'any',
  conditions: () => ({ 'kms:GrantIsForAWSResource': 'false' }),
  async run({ kms }, { accountId, keyId }, { GrantId: grantId }) {
    const grant = await kms.grants.find({ accountId, keyId, grantId })
    if (grant === undefined) {
      throw kmsError('NotFoundException', `Grant ID ${grantId} not found`)
    }
    await kms.grants.remove(grant)
    return {}
  },
})
