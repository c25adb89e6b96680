import type { DeleteOpenIDConnectProviderRequest } from '../../generated/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findOidc, oidcRef } from './oidc-providers.ts'

export const DeleteOpenIDConnectProvider = iamOperation<DeleteOpenIDConnectProviderRequest, object>(
  {
    name: 'DeleteOpenIDConnectProvider',
    access: (_iam, { OpenIDConnectProviderArn }) => ({ resource: OpenIDConnectProviderArn }),
    run: ({ state }, { OpenIDConnectProviderArn: arn }, { caller: { accountId } }) =>
      state.change(async (change) => {
        await findOidc(change, accountId, arn)
        await count(change, accountId, 'providers', -1)
        change.delete(oidcRef(accountId, arn))
        return nothing
      }),
  },
)
