import type { DeleteSAMLProviderRequest } from '../../generated/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findSaml, samlRef } from './saml-providers.ts'

export const DeleteSAMLProvider = iamOperation<DeleteSAMLProviderRequest, object>({
  name: 'DeleteSAMLProvider',
  access: (_iam, { SAMLProviderArn }) => ({ resource: SAMLProviderArn }),
  run: ({ state }, { SAMLProviderArn: arn }, { caller: { accountId } }) =>
    state.change(async (change) => {
      await findSaml(change, accountId, arn)
      await count(change, accountId, 'providers', -1)
      change.delete(samlRef(accountId, arn))
      return nothing
    }),
})
