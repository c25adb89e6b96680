import { entityAlreadyExists, invalidInput } from '../../errors/index.ts'
import type {
  CreateSAMLProviderRequest,
  CreateSAMLProviderResponse,
} from '../../generated/iam/index.ts'
import { mintId, rows, samlArn } from '../../security/iam/index.ts'
import { count } from './counters.ts'
import { iamOperation } from './iam-operation.ts'
import { keepQuota } from './quotas.ts'
import { readMetadata } from './saml-providers.ts'
import { showTags } from './shown.ts'
import { checkTags, requestTags } from './tags.ts'

export const CreateSAMLProvider = iamOperation<
  CreateSAMLProviderRequest,
  CreateSAMLProviderResponse
>({
  name: 'CreateSAMLProvider',
  check({ Tags, AssertionEncryptionMode, AddPrivateKey }) {
    checkTags(Tags)
    if (AssertionEncryptionMode !== undefined || AddPrivateKey !== undefined) {
      throw invalidInput('Encrypted assertions are not supported.')
    }
  },
  access: (_iam, { Name, Tags }, { caller }) => ({
    resource: samlArn(caller.accountId, Name),
    conditions: requestTags(Tags),
  }),
  async run({ state, clock, random }, input, { caller: { accountId } }) {
    const { Name, SAMLMetadataDocument, Tags } = input
    const tags = checkTags(Tags)
    await state.change(async (change) => {
      const ref = rows.saml(accountId, Name)
      if ((await change.get(ref)) !== undefined) {
        throw entityAlreadyExists(`SAML provider with name ${Name} already exists.`)
      }
      keepQuota('ProvidersPerAccount', await count(change, accountId, 'providers', 1))
      const createdAt = clock.now()
      change.put(ref, {
        name: Name,
        uuid: mintId('ASCA', random),
        metadata: SAMLMetadataDocument,
        createdAt,
        validUntil: readMetadata(SAMLMetadataDocument, createdAt),
        tags,
      })
    })
    return { SAMLProviderArn: samlArn(accountId, Name), Tags: showTags(tags) }
  },
})
