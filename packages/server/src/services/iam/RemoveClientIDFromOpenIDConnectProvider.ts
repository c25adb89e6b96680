import type { RemoveClientIDFromOpenIDConnectProviderRequest } from '../../generated/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findOidc, oidcRef } from './oidc-providers.ts'

export const RemoveClientIDFromOpenIDConnectProvider = iamOperation<
  RemoveClientIDFromOpenIDConnectProviderRequest,
  object
>({
  name: 'RemoveClientIDFromOpenIDConnectProvider',
  access: (_iam, { OpenIDConnectProviderArn }) => ({ resource: OpenIDConnectProviderArn }),
  run: ({ state }, { OpenIDConnectProviderArn: arn, ClientID }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const provider = await findOidc(change, accountId, arn)
      change.put(oidcRef(accountId, arn), {
        ...provider,
        clientIds: provider.clientIds.filter((id) => id !== ClientID),
      })
      return nothing
    }),
})
