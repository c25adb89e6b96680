import type { GetSAMLProviderRequest, GetSAMLProviderResponse } from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { findSaml } from './saml-providers.ts'
import { seconds, showTags } from './shown.ts'

export const GetSAMLProvider = iamOperation<GetSAMLProviderRequest, GetSAMLProviderResponse>({
  name: 'GetSAMLProvider',
  access: (_iam, { SAMLProviderArn }) => ({ resource: SAMLProviderArn }),
  async run({ state }, { SAMLProviderArn: arn }, { caller: { accountId } }) {
    const provider = await findSaml({ get: (ref) => state.read(ref) }, accountId, arn)
    return {
      SAMLProviderUUID: provider.uuid,
      SAMLMetadataDocument: provider.metadata,
      CreateDate: seconds(provider.createdAt),
      ValidUntil: seconds(provider.validUntil),
      Tags: showTags(provider.tags),
    }
  },
})
