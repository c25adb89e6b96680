import { invalidInput } from '../../errors/index.ts'
import type {
  UpdateSAMLProviderRequest,
  UpdateSAMLProviderResponse,
} from '../../generated/iam/index.ts'
import { iamOperation } from './iam-operation.ts'
import { findSaml, readMetadata, samlRef } from './saml-providers.ts'

export const UpdateSAMLProvider = iamOperation<
  UpdateSAMLProviderRequest,
  UpdateSAMLProviderResponse
>({
  name: 'UpdateSAMLProvider',
  check(input) {
    const { AssertionEncryptionMode, AddPrivateKey, RemovePrivateKey } = input
    if (
      [AssertionEncryptionMode, AddPrivateKey, RemovePrivateKey].some((one) => one !== undefined)
    ) {
      throw invalidInput('Encrypted assertions are not supported.')
    }
  },
  access: (_iam, { SAMLProviderArn }) => ({ resource: SAMLProviderArn }),
  async run({ state, clock }, input, { caller: { accountId } }) {
    const { SAMLProviderArn: arn, SAMLMetadataDocument: metadata } = input
    await state.change(async (change) => {
      const provider = await findSaml(change, accountId, arn)
      if (metadata === undefined) return
      const validUntil = readMetadata(metadata, clock.now())
      change.put(samlRef(accountId, arn), { ...provider, metadata, validUntil })
    })
    return { SAMLProviderArn: arn }
  },
})
