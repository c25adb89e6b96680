import type {
  GetOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderResponse,
} from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { findOidc } from './oidc-providers.ts'
import { seconds, showTags } from './shown.ts'

export const GetOpenIDConnectProvider = iamOperation<
  GetOpenIDConnectProviderRequest,
  GetOpenIDConnectProviderResponse
>({
  name: 'GetOpenIDConnectProvider',
  access: (_iam, { OpenIDConnectProviderArn }) => ({ resource: OpenIDConnectProviderArn }),
  async run({ state }, { OpenIDConnectProviderArn: arn }, { caller: { accountId } }) {
    const provider = await findOidc({ get: (ref) => state.read(ref) }, accountId, arn)
    return {
      Url: provider.url,
      ClientIDList: [...provider.clientIds],
      ThumbprintList: [...provider.thumbprints],
      CreateDate: seconds(provider.createdAt),
      Tags: showTags(provider.tags),
    }
  },
})
