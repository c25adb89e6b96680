import type { AddClientIDToOpenIDConnectProviderRequest } from '../../generated/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { findOidc, oidcRef } from './oidc-providers.ts'

export const AddClientIDToOpenIDConnectProvider = iamOperation<
  AddClientIDToOpenIDConnectProviderRequest,
  object
>({
  name: 'AddClientIDToOpenIDConnectProvider',
  access: (_iam, { OpenIDConnectProviderArn }) => ({ resource: OpenIDConnectProviderArn }),
  run: ({ state }, { OpenIDConnectProviderArn: arn, ClientID }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const provider = await findOidc(change, accountId, arn)
      change.put(oidcRef(accountId, arn), {
        ...provider,
        clientIds: [...new Set([...provider.clientIds, ClientID])],
      })
      return nothing
    }),
})
