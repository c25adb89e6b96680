import type { UpdateOpenIDConnectProviderThumbprintRequest } from '../../generated/iam/index.ts'
import { iamOperation, nothing } from './iam-operation.ts'
import { checkThumbprints, findOidc, oidcRef } from './oidc-providers.ts'

export const UpdateOpenIDConnectProviderThumbprint = iamOperation<
  UpdateOpenIDConnectProviderThumbprintRequest,
  object
>({
  name: 'UpdateOpenIDConnectProviderThumbprint',
  access: (_iam, { OpenIDConnectProviderArn }) => ({ resource: OpenIDConnectProviderArn }),
  run: ({ state }, { OpenIDConnectProviderArn: arn, ThumbprintList }, { caller: { accountId } }) =>
    state.change(async (change) => {
      const provider = await findOidc(change, accountId, arn)
      change.put(oidcRef(accountId, arn), {
        ...provider,
        thumbprints: checkThumbprints(ThumbprintList),
      })
      return nothing
    }),
})
